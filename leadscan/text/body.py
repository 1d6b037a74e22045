"""The one text of a document that all offsets speak of."""


def body(title: str, text: str) -> str:
    """Headline, line break, text."""
    return f"{title}\n{text}"
