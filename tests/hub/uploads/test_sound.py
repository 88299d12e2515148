from tests import files


def test_recording_loses_its_tags(take):
    file, report = take("a.mp3", files.mp3())

    data = file.read()
    assert data.startswith(b"\xff\xfb\x90")
    assert files.SECRET.encode() not in data
    assert b"TAG" not in data
    assert b"APETAGEX" not in data
    assert (report.removed, report.remains) == ({"tags"}, {"sound", "words"})


def test_recording_with_something_before_it_is_refused(reasons):
    assert reasons("a.mp3", b"words" + files.mp3()) == {"foreign"}
