from cuamo.kernel.remembered import Remembered


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_page_is_remembered_for_its_time_and_no_longer():
    clock = Clock()
    pages = Remembered(most=2, seconds=30, clock=clock)
    pages.keep("a", b"page")

    clock.now = 29.9
    assert pages.recall("a") == b"page"
    clock.now = 30.1
    assert pages.recall("a") is None


def test_the_oldest_page_gives_way():
    pages = Remembered(most=2, seconds=30)
    for name in ("a", "b", "c"):
        pages.keep(name, name.encode())

    assert [pages.recall(name) for name in ("a", "b", "c")] == [None, b"b", b"c"]


def test_a_page_that_is_soon_another_is_kept_no_longer_than_it_is_true():
    clock = Clock()
    pages = Remembered(most=2, seconds=30, clock=clock)
    pages.keep("a", b"page", at_most=5)
    pages.keep("b", b"page", at_most=500)

    clock.now = 6
    assert (pages.recall("a"), pages.recall("b")) == (None, b"page")
    clock.now = 31
    assert pages.recall("b") is None
