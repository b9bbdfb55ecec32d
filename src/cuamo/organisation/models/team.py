"""Teams inside a unit, who is away and who stands in, and by which rules work is shared."""

from django.conf import settings
from django.db import models

from cuamo.kernel.ids import new_id
from cuamo.organisation.models.unit import Unit


class Team(models.Model):
    """A team inside one unit (tổ); closed, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=80)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "organisation_team"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "name"],
                condition=models.Q(closed_at__isnull=True),
                name="organisation_team_named_once",
            )
        ]

    def __str__(self) -> str:
        return self.name


class TeamMember(models.Model):
    """One officer of a team (thành viên tổ)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="teams")

    class Meta:
        db_table = "organisation_team_member"
        constraints = [
            models.UniqueConstraint(fields=["team", "account"], name="organisation_in_a_team_once")
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.team_id}"


class Absence(models.Model):
    """Days on which an officer is away and who stands in (nghỉ phép, người thay); ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="absences")
    unit_code = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField()
    """The last day away."""
    substitute = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="standing_in",
    )
    cancelled_at = models.DateTimeField(null=True, blank=True)
    """It never came to it; somebody back early gets an earlier `ends_on`."""

    class Meta:
        db_table = "organisation_absence"
        indexes = [
            models.Index(fields=["unit_code", "ends_on"], name="organisation_away_from_unit"),
            models.Index(fields=["substitute", "ends_on"], name="organisation_stands_in"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on")),
                name="organisation_absence_ends_after_start",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.starts_on} {self.ends_on}"


class SharingRule(models.Model):
    """To whom work of a kind goes when it arrives at a unit (quy tắc phân công); closed, never deleted.

    An empty procedure or ward stands for all of them. Work goes to the team, or to one officer, never both.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="sharing_rules")
    procedure_code = models.CharField(max_length=40, blank=True, default="")
    ward_code = models.CharField(max_length=5, blank=True, default="")
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="rules")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    most_open = models.PositiveIntegerField(default=0)
    """How many open dossiers each may have before the next rule is asked; 0 for no limit."""
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "organisation_sharing_rule"
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "procedure_code", "ward_code"],
                condition=models.Q(closed_at__isnull=True),
                name="organisation_one_rule_for_a_kind",
            ),
            models.CheckConstraint(
                condition=models.Q(team__isnull=True) | models.Q(officer__isnull=True),
                name="organisation_rule_names_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.procedure_code or '*'} {self.ward_code or '*'}"
