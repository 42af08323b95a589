"""Statements that are built once: building a short one with the ORM takes longer than running it.

For the few that every report of a whole country runs, nothing else. What a statement says is a
queryset, with a `Slot` for each value that differs from run to run; Django builds it at the first
run and what it built is kept. So it asks the same, of the same columns, on every database.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, Model, QuerySet, Value, sql
from django.db.models.constants import OnConflict
from django.db.models.query import ModelIterable, get_related_populators
from django.db.models.sql.compiler import SQLCompiler

M = TypeVar("M", bound=Model)
T = TypeVar("T")
Row = Sequence[Any]

FEW = 4  # rows up to which a statement each is quicker than building one for all of them
BATCH = 1_000


class Slot(Value):
    """The place of a value that is given at each run, by name."""

    def __init__(self, name: str, kind: "Field[Any, Any]") -> None:
        """Take the name, and the field by which the value is written for the database."""
        super().__init__(name, output_field=kind)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """Stand in the statement as a mark and among its values as itself."""
        return "%s", [self]

    def written(self, given: dict[str, Any], connection: BaseDatabaseWrapper) -> Any:
        """Return the value as the database takes it."""
        return self.output_field.get_db_prep_value(given[self.value], connection)


class _Built:
    """What Django made of a query on one kind of database."""

    def __init__(self, query: "QuerySet[Any]", compiler: SQLCompiler) -> None:
        self.sql, params = compiler.as_sql()
        self.params: list[Any] = list(params)
        if not compiler.select:
            return
        width = compiler.col_count
        self._converters = compiler.get_converters([each[0] for each in compiler.select[:width]])
        self._make = self._maker(query, compiler)

    def run(self, given: dict[str, Any], here: BaseDatabaseWrapper) -> Any:
        """Run it and return the cursor."""
        cursor = here.cursor()
        cursor.execute(
            self.sql,
            [each.written(given, here) if isinstance(each, Slot) else each for each in self.params],
        )
        return cursor

    def rows(self, given: dict[str, Any], here: BaseDatabaseWrapper) -> list[Any]:
        """Run it and return what the queryset would have."""
        with self.run(given, here) as cursor:
            found = cursor.fetchall()
        return [self._make(self._converted(row, here)) for row in found]

    def _converted(self, row: Row, here: BaseDatabaseWrapper) -> Row:
        if not self._converters:
            return row
        values = list(row)
        for place, (converters, expression) in self._converters.items():
            for convert in converters:
                values[place] = convert(values[place], expression, here)
        return values

    @staticmethod
    def _maker(query: "QuerySet[Any]", compiler: SQLCompiler) -> Callable[[Row], Any]:
        if query._iterable_class is not ModelIterable:  # noqa: SLF001 - no other way to tell
            return tuple
        whole = compiler.klass_info
        first, last = whole["select_fields"][0], whole["select_fields"][-1] + 1
        names = [each[0].target.attname for each in compiler.select[first:last]]
        others = get_related_populators(whole, compiler.select, query.db)  # type: ignore[call-arg]

        def make(row: Row) -> Any:
            made = whole["model"].from_db(query.db, names, row[first:last])
            for other in others:
                other.populate(row, made)
            return made

        return make


class Read(Generic[T]):
    """A read of models, or of the tuples of `values_list`."""

    def __init__(self, query: "Callable[[], QuerySet[Any, T]]") -> None:
        """Take what makes the queryset; it is called once."""
        self._query = query
        self._built: dict[str, _Built] = {}

    def rows(self, **given: Any) -> list[T]:
        """Return the rows; the names are those of the slots."""
        here = connections[DEFAULT_DB_ALIAS]
        built = self._built.get(here.vendor)
        if built is None:
            query = self._query()
            compiler = query.query.get_compiler(connection=here)
            built = self._built[here.vendor] = _Built(query, compiler)
        return built.rows(given, here)

    def row(self, **given: Any) -> T | None:
        """Return the row of a unique key."""
        return next(iter(self.rows(**given)), None)


class Change:
    """Rows that are updated, or removed without looking at what hangs on them."""

    def __init__(
        self, query: "Callable[[], QuerySet[Any]]", put: dict[str, Slot] | None = None
    ) -> None:
        """Take what makes the queryset of the rows, and what they get; None removes them."""
        self._query, self._put = query, put
        self._built: dict[str, _Built] = {}

    def run(self, **given: Any) -> int:
        """Return how many rows there were."""
        here = connections[DEFAULT_DB_ALIAS]
        built = self._built.get(here.vendor)
        if built is None:
            query = self._query()
            kind = sql.DeleteQuery if self._put is None else sql.UpdateQuery
            made: Any = query.query.chain(kind)
            if self._put is not None:
                made.add_update_values(self._put)
            built = _Built(query, made.get_compiler(connection=here))
            self._built[here.vendor] = built
        with built.run(given, here) as cursor:
            return int(cursor.rowcount)


def insert(row: Model, *, unique: Sequence[str] = (), update: Sequence[str] = ()) -> None:
    """Add a row as `save` does and give it its number.

    Args:
        row: Its values are plain: an expression has to be saved by `save`.
        unique: Names of the fields of a unique key; where it is taken, that row is updated.
        update: Names of the fields that it then gets.
    """
    here = connections[DEFAULT_DB_ALIAS]
    key = (here.vendor, type(row), *unique, *update)
    built = _inserts.get(key)
    if built is None:
        built = _inserts[key] = _insert(type(row), row, unique, update)
    statement, fields, number = built
    with here.cursor() as cursor:
        cursor.execute(
            statement,
            [field.get_db_prep_save(field.pre_save(row, add=True), here) for field in fields],
        )
        (made,) = cursor.fetchone()
    setattr(row, number.attname, made)
    row._state.adding, row._state.db = False, here.alias  # noqa: SLF001 - documented by Django


def insert_all(rows: Sequence[Model]) -> None:
    """Add rows of one table and give them their numbers: a few one by one, many set by set."""
    if len(rows) > FEW:
        type(rows[0])._default_manager.bulk_create(rows, batch_size=BATCH)  # noqa: SLF001 - documented by Django
        return
    for row in rows:
        insert(row)


_Insert = tuple[str, Sequence["Field[Any, Any]"], "Field[Any, Any]"]
_inserts: dict[tuple[object, ...], _Insert] = {}


def _insert(
    model: type[Model], row: Model, unique: Sequence[str], update: Sequence[str]
) -> _Insert:
    meta = model._meta  # noqa: SLF001 - documented by Django
    number = meta.pk
    fields = [each for each in meta.local_concrete_fields if each is not number]
    query = sql.InsertQuery(
        model,
        on_conflict=OnConflict.UPDATE if unique else None,
        update_fields=[meta.get_field(name) for name in update],
        unique_fields=[meta.get_field(name) for name in unique],
    )
    query.insert_values(fields, [row])
    compiler: Any = query.get_compiler(connection=connection)
    compiler.returning_fields = [number]
    ((statement, _),) = compiler.as_sql()
    return statement, fields, number
