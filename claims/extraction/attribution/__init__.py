"""Who is said to say what: frames of single sentences, and the speakers that go on over several."""
