"""Tells whether responses hold everything that a VPC has of a kind, and if not, why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mwaa_policy.provenance import Assumption, Missing
from mwaa_policy.sources.boto3.header import NAME, Header
from mwaa_policy.sources.boto3.operations import DENIALS, Operation
from mwaa_policy.sources.boto3.place import Place
from mwaa_policy.sources.boto3.read import Dump, Response

UNFILTERED = Assumption(
    subject="unfiltered responses",
    text="the responses hold everything of their kind: nothing tells with which filters they were taken",
    option=f"a {NAME} header in the input",
)
OWN_VPC = Assumption(
    subject="owner of a VPC",
    text="a VPC whose owner is not told belongs to the account that was asked",
    option="the response of `aws ec2 describe-vpcs`",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Owned:
    """What decides who sees the objects of a VPC."""

    vpc_id: str
    """The VPC."""
    owner_id: str | None
    """The account that owns it."""
    region: str | None
    """The region in which it was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Whether something was surveyed."""

    gap: Missing | None = None
    """Why it was not."""
    assumed: Assumption | None = None
    """On what it rests that it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """Responses that were taken together."""

    header: Header | None
    """What is said of how they were taken."""
    gap: Missing | None
    """What they lack, whatever the VPC."""


class Coverage:
    """Answers what was surveyed, from how the responses were taken."""

    def __init__(self, dump: Dump, account: str | None, unreadable: Mapping[Operation, Place]) -> None:
        self._dump = dump
        self._account = account
        self._unreadable = unreadable
        self._known: dict[Operation, tuple[_Run, ...]] = {}

    def whole(self, operation: Operation) -> Missing | None:
        """Return why the responses of an operation are not all that it tells; `None` when they are."""
        return self._best(operation, lambda run: run.gap or _filtered(operation, run.header, None, None)).gap

    def of_group(self, operation: Operation, group_id: str) -> Answer:
        """Return whether an operation told everything of a security group."""
        return self._best(operation, lambda run: run.gap or _filtered(operation, run.header, "group-id", group_id))

    def of_vpc(self, operation: Operation, vpc: Owned) -> Answer:
        """Return whether an operation told everything of a VPC."""
        answer = self._best(operation, lambda run: self._gap_of_vpc(operation, run, vpc))
        unsure = answer.gap is None and answer.assumed is None and vpc.owner_id is None
        return Answer(assumed=OWN_VPC) if unsure else answer

    def _best(self, operation: Operation, gap_of: Callable[[_Run], Missing | None]) -> Answer:
        """Return what the best of the runs tells: one without a gap, if possible with a header."""
        answers = [_answer(run, gap_of(run)) for run in self._runs(operation)]
        whole = sorted((one for one in answers if one.gap is None), key=lambda one: one.assumed is not None)
        return next(iter([*whole, *answers]), Answer(gap=not_called(operation)))

    def _gap_of_vpc(self, operation: Operation, run: _Run, vpc: Owned) -> Missing | None:
        header = run.header
        account = (header.account if header else None) or self._account
        filtered = _filtered(operation, header, operation.vpc_filter, vpc.vpc_id)
        return run.gap or filtered or _foreign(account, vpc, header)

    def _runs(self, operation: Operation) -> tuple[_Run, ...]:
        """Return the responses that belong together: those under one header."""
        if operation not in self._known:
            by_header: dict[int, list[Response]] = {}
            for response in self._dump.of(operation):
                by_header.setdefault(id(response.header), []).append(response)
            runs = (_Run(header=run[0].header, gap=self._gap(operation, run)) for run in by_header.values())
            self._known[operation] = tuple(runs)
        return self._known[operation]

    def _gap(self, operation: Operation, run: Sequence[Response]) -> Missing | None:
        title = operation.title
        recorded = next((one for one in run if one.tool), None)
        if recorded is not None:
            text = f"{recorded.tool} tells of single resources: there may be others"
            supply = f"add the response of `{operation.command}`"
            return Missing(subject=title, text=text, supply=supply, origin=recorded.place.origin)
        refused = next((one for one in run if one.error), None)
        if refused is not None:
            return failed(refused)
        silent = next((one for one in run if one.place.value.get(operation.member) is None), None)
        if silent is not None:
            text = f"a {title} response has no member {operation.member}"
            return Missing(subject=title, text=text, supply=_all_of(operation), origin=silent.place.origin)
        if run[-1].is_truncated:
            text = f"the last {title} response has a NextToken: the pages behind it are not in the input"
            return Missing(subject=title, text=text, supply="add the other pages", origin=run[-1].place.origin)
        unreadable = self._unreadable.get(operation)
        if unreadable is not None:
            text = f"a {title} response holds something without an id"
            return Missing(subject=title, text=text, supply=_all_of(operation), origin=unreadable.origin)
        return None


def _answer(run: _Run, gap: Missing | None) -> Answer:
    return Answer(gap=gap, assumed=UNFILTERED if gap is None and run.header is None else None)


def failed(response: Response) -> Missing:
    """Return why nothing is known that only a call tells that failed."""
    operation = response.operation
    permitted = f", with the permission {operation.permission}" if response.error in DENIALS else " again"
    return Missing(
        subject=operation.title,
        text=f"{operation.title} failed with {response.error}",
        supply=f"call `{operation.command}`{permitted}",
        origin=response.place.origin,
    )


def not_called(operation: Operation) -> Missing:
    """Return why nothing is known that only this operation tells."""
    return Missing(
        subject=operation.title,
        text=f"no {operation.title} response is in the input",
        supply=f"add the response of `{operation.command}`",
    )


def _all_of(operation: Operation) -> str:
    return f"give all that `{operation.command}` prints"


def _filtered(operation: Operation, header: Header | None, name: str | None, value: str | None) -> Missing | None:
    """Return a filter that narrowed every call, but for the one that lets the value through."""
    calls = header.filters.get(operation, ()) if header else ()
    narrowed = [[one for one in call if one.name != name or value not in one.values] for call in calls]
    if header is None or not all(narrowed) or not narrowed:
        return None
    return Missing(
        subject=operation.title,
        text=f"{operation.title} was called with the filter {narrowed[0][0].name}",
        supply=f"call `{operation.command}` without it",
        origin=header.place.origin,
    )


def _foreign(account: str | None, vpc: Owned, header: Header | None) -> Missing | None:
    region = header.region if header else None
    if None not in {account, vpc.owner_id} and account != vpc.owner_id:
        seen = (
            f"account {vpc.owner_id} owns {vpc.vpc_id}, and account {account} was asked: it sees its own objects only"
        )
        return Missing(
            subject=f"owner of {vpc.vpc_id}", text=seen, supply=f"add the responses to account {vpc.owner_id}"
        )
    if None not in {region, vpc.region} and region != vpc.region:
        seen = f"{vpc.vpc_id} is in {vpc.region}, and {region} was asked"
        return Missing(subject=f"region of {vpc.vpc_id}", text=seen, supply=f"add the responses of {vpc.region}")
    return None
