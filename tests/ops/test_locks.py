import subprocess
import sys

from cuamo.ops.locks import FileLock

HOLD = """
import sys, time
from pathlib import Path
from cuamo.ops.locks import FileLock
lock = FileLock(Path(sys.argv[1]))
assert lock.take()
print("held", flush=True)
time.sleep(60)
"""


def test_a_lock_is_free_again_when_its_holder_is_killed(tmp_path):
    file = tmp_path / "up.lock"
    with subprocess.Popen([sys.executable, "-c", HOLD, str(file)], stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        assert not FileLock(file).take()
        holder.kill()

    assert FileLock(file).take()


def test_shared_holders_keep_an_exclusive_one_out(tmp_path):
    file = tmp_path / "users.lock"
    one, other, alone = FileLock(file), FileLock(file), FileLock(file)

    assert one.take(shared=True)
    assert other.take(shared=True)
    assert not alone.take()
    one.release()
    other.release()
    assert alone.take()
