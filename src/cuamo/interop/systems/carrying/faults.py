"""What a simulated carrier can do wrong, on demand and always the same for the same seed."""

from hashlib import sha256

FAULTS = {
    "slow": "trả lời chậm 4 giây",
    "dead": "không trả lời",
    "error": "trả lời 503",
    "html": "trả lời trang HTML thay cho JSON, không làm gì",
    "silent": "làm việc được nhờ rồi không trả lời được",
    "expired": "mã truy cập chỉ dùng được một lần",
    "refuse": "từ chối mọi đơn mới",
    "double": "mỗi tin báo hai lần",
    "late": "giữ tin lại, thả ra sau",
    "shuffled": "tin đi ngược thứ tự",
    "dropped": "không gửi tin, chỉ trả lời khi hỏi",
    "unknown": "dùng mã trạng thái không ai biết",
    "stranger": "kèm tin của đơn không phải của thành phố",
    "contradict": "báo đã phát rồi lại báo đang hoàn",
    "two_names": "báo phát hai lần cho hai người",
    "no_proof": "không có bằng chứng phát",
}


def strikes(fault: str, *, seed: str, number: str, share: int) -> bool:
    """Say whether a fault strikes an item: `share` of a hundred items, the same ones for the same seed."""
    drawn = int.from_bytes(sha256(f"{seed}\n{fault}\n{number}".encode()).digest()[:4])
    return drawn % 100 < share
