//! What a table looks like, asked of the database itself, and the statements that copy it.

use super::super::{Error, Transaction, query};
use sqlx::FromRow;

/// SQLite takes 32 766 values in one statement, PostgreSQL 65 535.
const MOST_VALUES: usize = 30_000;
/// Rows that are read, or written in one transaction, at once.
const MOST_ROWS: usize = 1_000;

/// The column by which a row hangs on another one of the same table.
const PARENT: &str = "parent_id";

/// A table with its columns in their order, but for those that the database makes of others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Table {
    pub name: String,
    pub columns: Vec<Column>,
}

#[derive(Clone, Debug, PartialEq, Eq, FromRow)]
pub(super) struct Column {
    pub name: String,
    /// Such as `bigint`; our migrations use words that both databases keep.
    pub kind: String,
    /// Its place in the primary key, from 1; otherwise 0.
    key_place: i64,
}

const OF_SQLITE: &str = "
select name, lower(type) as kind, pk as key_place
from pragma_table_info($1)
order by cid";

const OF_POSTGRES: &str = "
select attribute.attname::text as name, format_type(attribute.atttypid, attribute.atttypmod) as kind,
    coalesce(array_position(key.indkey::smallint[], attribute.attnum) + 1, 0)::bigint as key_place
from pg_attribute attribute
left join pg_index key on key.indrelid = attribute.attrelid and key.indisprimary
where attribute.attrelid = to_regclass($1) and attribute.attnum > 0 and not attribute.attisdropped and attribute.attgenerated = ''
order by attribute.attnum";

impl Table {
    pub(super) async fn look_at(transaction: &mut Transaction, name: &str) -> Result<Self, Error> {
        let sql = match transaction {
            Transaction::Sqlite(_) => OF_SQLITE,
            Transaction::Postgres(_) => OF_POSTGRES,
        };
        Ok(Self {
            name: name.to_owned(),
            columns: query(sql).bind(name).all(transaction).await?,
        })
    }

    /// The indices of the columns in whose order rows are copied: the primary key, and before it what hangs a row on
    /// another one of the table, so that that is there already.
    pub(super) fn key(&self) -> Vec<usize> {
        let place = |column: &Column| match (column.name == PARENT, column.key_place) {
            (true, _) => Some(0),
            (false, 0) => None,
            (false, place) => Some(place),
        };
        let columns = self.columns.iter().enumerate();
        let mut key: Vec<(i64, usize)> = columns.filter_map(|(at, column)| Some((place(column)?, at))).collect();
        key.sort_unstable();
        key.into_iter().map(|(_, column)| column).collect()
    }

    /// The same in words, and the values of a row that are bound for them. What hangs on none comes first.
    fn key_in_words(&self) -> (String, String) {
        let (mut names, mut values) = (Vec::new(), Vec::new());
        for (number, column) in (1..).zip(self.key()) {
            let name = &self.columns[column].name;
            match name == PARENT {
                true => {
                    names.push(format!("coalesce({name}, '')"));
                    values.push(format!("coalesce(cast(${number} as text), '')"));
                }
                false => {
                    names.push(name.clone());
                    values.push(format!("${number}"));
                }
            }
        }
        (names.join(", "), values.join(", "))
    }

    pub(super) fn batch(&self) -> usize {
        MOST_ROWS.min(MOST_VALUES / self.columns.len().max(1))
    }

    pub(super) fn count(&self) -> String {
        format!("select count(*) from {}", self.name)
    }

    /// A batch of rows in the order of the key: the first one, or those behind a key that is bound.
    pub(super) fn page(&self, has_key: bool) -> String {
        let (order, place) = self.key_in_words();
        let behind = if has_key {
            format!("where ({order}) > ({place})")
        } else {
            String::new()
        };
        let (columns, limit) = (self.names(), self.batch());
        format!(
            "select {columns}\nfrom {}\n{behind}\norder by {order}\nlimit {limit}",
            self.name
        )
    }

    /// One row, by its number in the order of the key.
    pub(super) fn row(&self, number: u64) -> String {
        let (columns, (order, _)) = (self.names(), self.key_in_words());
        format!(
            "select {columns}\nfrom {}\norder by {order}\nlimit 1\noffset {number}",
            self.name
        )
    }

    pub(super) fn insert(&self, rows: usize) -> String {
        let width = self.columns.len();
        let values: Vec<String> = (0..rows)
            .map(|row| format!("({})", places(row * width + 1, width)))
            .collect();
        format!(
            "insert into {} ({})\nvalues {}",
            self.name,
            self.names(),
            values.join(", ")
        )
    }

    fn names(&self) -> String {
        let names: Vec<&str> = self.columns.iter().map(|column| &*column.name).collect();
        names.join(", ")
    }
}

/// So many placeholders from this number on.
fn places(first: usize, count: usize) -> String {
    let places: Vec<String> = (first..first + count).map(|number| format!("${number}")).collect();
    places.join(", ")
}
