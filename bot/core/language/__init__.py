"""What any text is made of: folded tokens, sentences, stems, stop words."""
