"""What tests write into clauses and read off pages."""

from bs4 import BeautifulSoup

HOSTILE = "<script>alert(1)</script> {{ 7|add:7 }} {% now %} &amp; </del></p> ‮txet‬"


def words(tag):
    """All words of a tag of a soup, in one line."""
    return " ".join(tag.get_text().split())


def reword(uid, text):
    """A change, for the fixture `edited`, of the words of a paragraph."""
    return lambda blocks: blocks[uid].update(value=f"<p>{text}</p>")


def soup_of(response):
    return BeautifulSoup(response.content.decode(), "html5lib")


def errors(response):
    """{name of a field: what is wrong with it}; "" for what is wrong with the whole."""
    soup = soup_of(response)
    found = {"": " ".join(words(message) for message in soup.select(".messages"))}
    return found | {
        tag.find_parent(class_="w-field").select_one("[name]")["name"]: words(tag)
        for tag in soup.select(".w-field__errors")
        if words(tag)
    }
