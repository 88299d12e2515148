"""What the resilience test takes for a failure."""

from tools.resilience import KILLED, Told, misposted, miswritten, undone, unread

ONE, NOW = "mark-subscribe-1", "Redis is stopped"


def test_reader_who_was_failed_is_told_and_so_is_a_test_without_readers():
    assert [*unread({NOW: Told(reads=1)})] == []
    assert [*unread({NOW: Told(reads=2, failed=["/ 502"])})] == [f"{NOW}: / 502"]
    assert [*unread({NOW: Told()})] == [f"{NOW}: nobody read anything"]


def test_what_was_accepted_is_there_once():
    assert [*miswritten({ONE: NOW}, {}, {"subscribe": {ONE: 1}})] == []
    assert [*miswritten({ONE: NOW}, {}, {"subscribe": {}})] == [f"{ONE} ({NOW}) is there 0 times"]
    assert [*miswritten({ONE: NOW}, {}, {"subscribe": {ONE: 2}})] == [f"{ONE} ({NOW}) is there 2 times"]


def test_what_was_refused_may_be_there_but_not_twice_and_something_of_its_kind_is_accepted():
    other = {"mark-subscribe-2": NOW}
    assert [*miswritten(other, {ONE: NOW}, {"subscribe": {ONE: 1, "mark-subscribe-2": 1}})] == []
    assert len([*miswritten(other, {ONE: NOW}, {"subscribe": {ONE: 2, "mark-subscribe-2": 1}})]) == 1
    assert [*miswritten({}, {ONE: NOW}, {"subscribe": {}})] == ["nothing of “subscribe” was ever accepted"]


def test_tasks_that_wait_or_failed_are_told():
    assert [*undone({"waiting": {}, "failed": {}})] == []
    assert [*undone({"waiting": {"post": 2}, "failed": {"read_page": 1}})] == [
        "2 post waiting",
        "1 read_page failed",
    ]


def test_letters_go_out_and_none_twice_but_those_of_a_killed_worker():
    assert [*misposted({ONE: NOW}, {ONE: 1})] == []
    assert [*misposted({ONE: NOW}, {})] == [f"no letter to {ONE}"]
    assert [*misposted({}, {f"mark-subscribe-{n}": 2 for n in range(KILLED)})] == []
    assert len([*misposted({}, {f"mark-subscribe-{n}": 2 for n in range(KILLED + 1)})]) == 1
