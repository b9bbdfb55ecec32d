"""How each kind of difference is mended, and how the mending is booked."""

from dataclasses import dataclass
from enum import StrEnum

from cuamo.payments.reconciling import ItemKind
from cuamo.payments.types import Account, Leg, Side


class Repair(StrEnum):
    """What mends a difference."""

    TAKE = "TAKE"
    """Take the transaction like an answer of the platform."""
    GIVE_UP = "GIVE_UP"
    """The money never came, or went back: what it had paid is owed again."""
    CREDIT = "CREDIT"
    """The transfer pays the demand it names."""
    BOOK = "BOOK"
    """Book the difference; the rest goes to the account of the repair."""
    DEPOSIT = "DEPOSIT"
    """The line of cash is the deposit of the bag it names."""
    IGNORE = "IGNORE"
    """Nothing to book; somebody says why it is left."""
    WAIT = "WAIT"
    """Nothing to book; it closes itself when the other side follows."""


@dataclass(frozen=True)
class Plan:
    """A repair in words: what to do about a difference."""

    repair: Repair
    button: str
    """What the button says."""
    advice: str
    """What has happened and how it is mended, for an accountant."""

    @property
    def books(self) -> bool:
        """True when it writes into the books by somebody's judgement, so that a second person must agree."""
        return self.repair in {Repair.GIVE_UP, Repair.CREDIT, Repair.BOOK, Repair.DEPOSIT}


_SUSPEND = "Ghi vào tiền chưa rõ"
PLANS: dict[ItemKind, Plan] = {
    ItemKind.MISSING_CALLBACK: Plan(
        Repair.TAKE,
        "Nhận giao dịch này",
        "Cổng đã thu, tin báo không tới. Nhận giao dịch theo tệp, như khi hỏi lại cổng. Tin báo tới sau không"
        " ghi lần nữa.",
    ),
    ItemKind.MISSING_ROW: Plan(
        Repair.GIVE_UP,
        "Ghi lại là chưa trả",
        "Tệp hôm sau thường có dòng này, khi đó khoản lệch tự hết. Quá một ngày thì hỏi cổng. Cổng xác nhận"
        " không có giao dịch thì ghi lại là chưa trả.",
    ),
    ItemKind.WRONG_AMOUNT: Plan(
        Repair.BOOK,
        "Sửa sổ theo tệp của cổng",
        "Tin báo và tệp ghi hai số tiền. Cổng chuyển về theo tệp: phần thừa ghi vào tiền chưa rõ, phần thiếu"
        " ghi để đòi cổng.",
    ),
    ItemKind.REVERSED: Plan(
        Repair.GIVE_UP,
        "Ghi lại là chưa trả",
        "Cổng đã trả tiền về cho người nộp. Khoản đã trả trở lại là khoản phải trả.",
    ),
    ItemKind.DOUBLED_ROW: Plan(
        Repair.IGNORE,
        "Bỏ qua dòng thừa",
        "Hai dòng cùng mã giao dịch. Sổ chỉ ghi một lần. Ghi lý do rồi bỏ qua dòng thừa.",
    ),
    ItemKind.REFUND_NOT_SEEN: Plan(
        Repair.WAIT,
        "Ghi đã hỏi cổng",
        "Sổ ghi đã hoàn, tệp chưa có. Tệp hôm sau có thì tự hết. Quá một ngày thì hỏi cổng theo mã hoàn.",
    ),
    ItemKind.UNKNOWN_REFUND: Plan(
        Repair.BOOK,
        "Ghi để đòi cổng",
        "Cổng trả tiền cho người nộp mà không có phiếu hoàn. Phiếu đang chờ kết quả thì đợi máy hỏi lại."
        " Không có phiếu thì ghi để đòi cổng.",
    ),
    ItemKind.PAYOUT_MISSING: Plan(
        Repair.WAIT,
        "Ghi đã hỏi ngân hàng",
        "Cổng báo đã chuyển, sổ phụ chưa có. Thường về hôm sau và tự hết. Quá một ngày thì hỏi cổng.",
    ),
    ItemKind.PAYOUT_DIFFERS: Plan(
        Repair.BOOK,
        "Ghi sổ số thực về",
        "Tiền về khác số cổng báo. Phần thiếu là phí chuyển tiền, ghi vào phí. Phần thừa ghi vào tiền"
        " chưa rõ.",
    ),
    ItemKind.PAYOUT_SPLIT: Plan(
        Repair.WAIT, "Đã rõ", "Đợt chuyển về thành nhiều khoản, cộng lại đủ. Máy đã ghi sổ."
    ),
    ItemKind.PAYOUT_UNNAMED: Plan(
        Repair.BOOK,
        "Nhận là đợt chuyển này",
        "Một khoản về không ghi mã, đúng bằng số của đợt đang chờ. Xem người chuyển là cổng thì nhận.",
    ),
    ItemKind.PAYOUT_UNDECLARED: Plan(
        Repair.BOOK,
        _SUSPEND,
        "Khoản về ghi mã đợt mà tệp của cổng không có. Đợi tệp sửa của cổng; không có thì ghi vào"
        " tiền chưa rõ.",
    ),
    ItemKind.PAYOUT_TWICE: Plan(
        Repair.WAIT,
        "Ghi đã hỏi cổng",
        "Cổng báo một đợt chuyển về ở hai nơi với hai số khác nhau. Máy chưa ghi sổ đợt này. Hỏi cổng số nào"
        " đúng; cổng sửa tệp thì tự hết.",
    ),
    ItemKind.PAYOUT_BY_HAND: Plan(
        Repair.BOOK,
        "Ghi sổ đợt chuyển này",
        "Hai bên khớp, nhưng đợt này chỉ có trong tệp do người tải lên, không có chữ ký. Có tệp lấy thẳng thì"
        " máy tự ghi. Cần ghi trước thì xem sao kê gốc; hai kế toán cùng ghi.",
    ),
    ItemKind.DIRECT_TRANSFER: Plan(
        Repair.CREDIT,
        "Ghi là đã trả khoản này",
        "Người nộp tự gõ số tài khoản, nội dung có mã khoản phải trả. Ghi khoản đó là đã trả; phần thừa ghi"
        " vào tiền chưa rõ.",
    ),
    ItemKind.UNKNOWN_TRANSFER: Plan(
        Repair.BOOK,
        _SUSPEND,
        "Nội dung không có mã của hệ thống. Ghi vào tiền chưa rõ, rồi tìm khoản hoặc hoàn trả.",
    ),
    ItemKind.UNKNOWN_DEBIT: Plan(
        Repair.BOOK,
        "Ghi để đòi ngân hàng",
        "Tiền ra mà sổ không có lệnh chi. Hỏi ngân hàng trước; ghi để đòi lại.",
    ),
    ItemKind.BANK_CHARGE: Plan(
        Repair.BOOK, "Ghi vào phí", "Ngân hàng thu phí tài khoản. Xem đúng biểu phí thì ghi vào phí."
    ),
    ItemKind.DEPOSIT_UNKNOWN: Plan(
        Repair.BOOK,
        _SUSPEND,
        "Có tiền mặt nộp vào mà không rõ túi nào. Tìm túi theo số niêm phong; chưa thấy thì ghi vào tiền"
        " chưa rõ.",
    ),
    ItemKind.DEPOSIT_BY_HAND: Plan(
        Repair.DEPOSIT,
        "Nhận là tiền của túi này",
        "Dòng nộp tiền mặt gọi đúng túi, nhưng chỉ có trong tệp do người tải lên, không có chữ ký. Có tệp lấy"
        " thẳng thì máy tự ghi. Cần ghi trước thì xem sao kê gốc; hai kế toán cùng ghi.",
    ),
    ItemKind.DEPOSIT_DIFFERS: Plan(
        Repair.WAIT,
        "Đã rõ",
        "Ngân hàng đếm khác số ghi trên túi. Sổ ghi theo ngân hàng; chênh lệch tiền mặt có người giải trình.",
    ),
    ItemKind.DEPOSIT_MISSING: Plan(
        Repair.WAIT,
        "Ghi đã hỏi ngân hàng",
        "Túi đã giao ngân hàng, sổ phụ chưa có. Quá một ngày thì hỏi ngân hàng theo số niêm phong.",
    ),
    ItemKind.FILE_REFUSED: Plan(
        Repair.WAIT,
        "Ghi đã báo",
        "Tệp có lỗi, chưa đối soát được. Xin tệp khác rồi tải lên; có tệp đúng thì tự hết.",
    ),
    ItemKind.GATEWAY_PARITY: Plan(
        Repair.BOOK,
        "Sửa số dư theo tệp",
        "Số dư ở cổng trong sổ khác số cổng còn giữ, các khoản lệch chưa giải thích hết. Tìm nguyên nhân"
        " trước; chỉ sửa khi đã rõ.",
    ),
    ItemKind.BANK_PARITY: Plan(
        Repair.BOOK,
        "Sửa số dư theo sổ phụ",
        "Số dư ngân hàng trong sổ khác sổ phụ, các khoản lệch chưa giải thích hết. Số dư đầu kỳ chưa ghi cũng"
        " hiện ở đây.",
    ),
    ItemKind.CALLBACK_UNBOOKED: Plan(
        Repair.WAIT, "Ghi đã báo kỹ thuật", "Có tin báo đã trả mà không có bút toán. Báo kỹ thuật xem ngay."
    ),
    ItemKind.ENTRY_UNTOLD: Plan(
        Repair.WAIT,
        "Ghi đã báo kỹ thuật",
        "Có bút toán tiền về qua cổng mà không có tin báo. Báo kỹ thuật xem ngay.",
    ),
    ItemKind.DOSSIER_UNPAID: Plan(
        Repair.WAIT,
        "Ghi đã báo",
        "Hồ sơ ghi đã trả tiền nhưng khoản phải trả chưa đủ. Xem khoản phải trả của hồ sơ đó.",
    ),
}
_SHORT_IS_FEE = frozenset(
    {ItemKind.PAYOUT_DIFFERS, ItemKind.PAYOUT_BY_HAND, ItemKind.PAYOUT_UNNAMED, ItemKind.BANK_CHARGE}
)


def legs_of(kind: ItemKind, *, gateway_delta_vnd: int, bank_delta_vnd: int) -> list[Leg]:
    """Return the entry that makes our two accounts agree with the outside (bút toán sửa).

    What is left over: too little is a fee of a pay-out, else to be claimed; too much waits in suspense until
    somebody knows whose it is.
    """
    rest_vnd = -(gateway_delta_vnd + bank_delta_vnd)
    short = Account.FEES if kind in _SHORT_IS_FEE else Account.CLAIMS
    account = Account.SUSPENSE if rest_vnd < 0 else short
    sides = [(Account.GATEWAY, gateway_delta_vnd), (Account.BANK, bank_delta_vnd), (account, rest_vnd)]
    return [signed(name, amount_vnd) for name, amount_vnd in sides if amount_vnd]


def signed(account: str, amount_vnd: int) -> Leg:
    """Return a debit of a positive amount, a credit of a negative one."""
    return Leg(account, Side.DEBIT if amount_vnd > 0 else Side.CREDIT, abs(amount_vnd))


def payout_legs(*, gross_vnd: int, fee_vnd: int, bank_vnd: int) -> list[Leg]:
    """Money left the platform and came to the bank without the fee (cổng chuyển tiền về)."""
    legs = [(Account.BANK, bank_vnd), (Account.FEES, fee_vnd), (Account.GATEWAY, -gross_vnd)]
    return [signed(name, amount_vnd) for name, amount_vnd in legs if amount_vnd]
