"""Tables of wrong lines: :data:`adamtext.teach.mistakes.MISTAKES` is all of them."""
