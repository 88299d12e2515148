"""What tools/resilience.py takes for a failure."""

from types import SimpleNamespace

from tools.resilience import Counted, judged


def verdict(rows=(), mails=(), **counted):
    return judged(SimpleNamespace(scenarios=[Counted("one", reads=1, **counted)]), list(rows), list(mails))


def test_what_was_accepted_is_there_once_and_its_mail_was_sent():
    assert verdict(accepted=["a"], rows=["a"], mails=["a"]) == []


def test_a_read_that_failed_a_write_that_is_lost_or_there_twice_and_a_mail_that_was_not_sent_are_failures():
    assert verdict(accepted=["a"], rows=["a"], mails=["a"], failed=[("/", 502)])
    assert verdict(accepted=["a"], mails=["a"])
    assert verdict(accepted=["a"], rows=["a", "a"], mails=["a"])
    assert verdict(accepted=["a"], rows=["a"])


def test_a_refused_write_that_is_there_and_no_load_at_all_are_failures():
    assert verdict(refused=[("a", 500)], rows=["a"], may_refuse_writes=True)
    assert verdict()
