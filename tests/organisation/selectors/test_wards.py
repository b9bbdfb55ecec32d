"""Wards by new and old names."""

from cuamo.organisation.selectors.wards import find_wards


def test_new_name_first(network):
    assert find_wards("Hoàn Kiếm")[0].ward.code == "00070"
    assert find_wards("phuong hoan kiem")[0].ward.code == "00070"


def test_an_old_name_leads_to_the_new_ward_and_says_so(network):
    hit = find_wards("Phúc Xá, Ba Đình")[0]

    assert (hit.ward.code, hit.former_name) == ("00097", "Phường Phúc Xá, Quận Ba Đình")


def test_nothing_for_nothing(network):
    assert find_wards("  ") == []
    assert find_wards("phường") == []
    assert find_wards("không có đâu") == []
