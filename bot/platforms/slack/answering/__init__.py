"""What people do in Slack: commands, buttons, modals, the home tab."""
