from django.db import connection
from django.test.utils import CaptureQueriesContext

ROUNDS = 15


def measured(client, urls, clock, rounds=ROUNDS):
    """{address: (fewest seconds by `clock`, queries)} for each address, after one call to warm up, interleaved.

    `time.process_time` leaves out what neighbours do to the machine, and what the database does;
    `time.perf_counter` counts both. Streamed answers are read to their end.
    """
    best = {}
    for url in urls:
        read(client, url)
        with CaptureQueriesContext(connection) as queries:
            read(client, url)
        best[url] = [float("inf"), len(queries)]
    for _round in range(rounds):
        for url in urls:
            start = clock()
            read(client, url)
            best[url][0] = min(best[url][0], clock() - start)
    return {url: tuple(found) for url, found in best.items()}


def read(client, url):
    response = client.get(url)
    if response.status_code != 200:
        raise SystemExit(f"{url} answered {response.status_code}")
    if response.streaming:
        for _part in response.streaming_content:
            pass
