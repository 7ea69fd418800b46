"""A small invented newsroom in French and English, served on loopback.

`bot.demo.server.Newsroom` serves it, `bot.demo.newsroom` says what should come of it. An article
is one file in `articles/OUTLET/`, described in `bot.demo.pieces`.
"""
