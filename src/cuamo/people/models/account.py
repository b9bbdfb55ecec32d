"""Who signs in."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from cuamo.kernel.ids import new_id


class AccountKind(models.TextChoices):
    """Kinds of accounts."""

    STAFF = "STAFF", "nhân viên"
    CITIZEN = "CITIZEN", "công dân"


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "Account":
        account = self.model(username=username, **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A person who signs in (tài khoản): staff with password and second factor, citizens through VNeID."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    username = models.CharField(max_length=150, unique=True)
    full_name = models.CharField(max_length=200)
    email = models.EmailField(blank=True, default="")
    kind = models.CharField(max_length=10, choices=AccountKind.choices, default=AccountKind.STAFF)
    person = models.ForeignKey("people.Person", null=True, blank=True, on_delete=models.PROTECT)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = AccountManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        db_table = "people_account"

    def __str__(self) -> str:
        return self.username

    @property
    def is_staff_member(self) -> bool:
        """True for those who work for an agency, the centre or an authority."""
        return self.kind == AccountKind.STAFF

    def get_full_name(self) -> str:
        return self.full_name

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """No permission of Django's own is used; policies decide."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False
