"""Whether a sentence of an article carries what another sentence claims."""
