"""How well the text of pages is read: the sets, the measure, and who reads beside us."""
