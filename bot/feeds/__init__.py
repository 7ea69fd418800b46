"""From a URL to readable articles: fetch, guard, parse, article, discover, OPML."""
