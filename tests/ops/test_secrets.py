import stat

from cuamo.ops import secrets


def test_the_first_start_makes_secrets_that_only_their_owner_reads(tmp_path):
    made = secrets.load_or_make(tmp_path)

    file = tmp_path / "secrets.env"
    assert set(made) == set(secrets.NAMES)
    assert all(len(bytes.fromhex(value)) == 32 for value in made.values())
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_later_starts_keep_them(tmp_path):
    assert secrets.load_or_make(tmp_path) == secrets.load_or_make(tmp_path)


def test_a_secret_that_came_with_a_new_version_is_added_and_the_old_ones_stay(tmp_path):
    (tmp_path / "secrets.env").write_text("CUAMO_DATA_KEY=" + "ab" * 32 + "\n")

    made = secrets.load_or_make(tmp_path)

    assert made["CUAMO_DATA_KEY"] == "ab" * 32
    assert set(made) == set(secrets.NAMES)
    assert secrets.load_or_make(tmp_path) == made
