import socket

import pytest

from cuamo.ops import ports


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def test_the_preferred_port_is_used_when_it_is_free(free_port):
    assert ports.choose(free_port) == free_port


def test_a_taken_port_leads_to_the_next_free_one(free_port):
    with socket.create_server(("127.0.0.1", free_port)):
        assert ports.choose(free_port) > free_port


def test_a_port_taken_on_ipv6_only_counts_as_taken(free_port):
    try:
        server = socket.create_server(("::1", free_port), family=socket.AF_INET6)
    except OSError:
        pytest.skip("no IPv6 here")
    with server:
        assert ports.choose(free_port) > free_port


def test_two_servers_of_one_start_never_share_a_port(free_port):
    first = ports.choose(free_port)

    assert ports.choose(free_port, taken=frozenset({first})) > first
    assert ports.choose(free_port) > first


def test_a_socket_handed_over_listens_from_the_moment_its_port_is_chosen(free_port):
    with ports.listen(free_port) as handed:
        assert handed.getsockname() == ("127.0.0.1", free_port)
        socket.create_connection(handed.getsockname(), timeout=5).close()


def test_a_socket_handed_over_takes_the_next_free_port_when_the_preferred_one_is_taken(free_port):
    with socket.create_server(("127.0.0.1", free_port)), ports.listen(free_port) as handed:
        assert handed.getsockname()[1] > free_port
