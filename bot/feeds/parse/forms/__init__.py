"""Lists of articles that are no feeds: sitemaps of news, pages read by selectors."""
