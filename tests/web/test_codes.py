from cuamo.web.codes import qr_svg


def test_a_qr_scales_as_a_whole_and_carries_no_style():
    svg = qr_svg("https://example.vn/t/ABC")

    assert "viewBox=" in svg
    assert "style=" not in svg
    assert "width=" not in svg.split(">")[0]
