//! Rows of any table, read and written, and what tells them apart.

use super::super::{Error, Transaction, Value, statement::bound};
use super::table::Table;
use aws_lc_rs::digest::{Context, SHA256, digest};
use sqlx::{AssertSqlSafe, Row};

/// A row, in the order of its table's columns.
pub(super) type Cells = Vec<Value>;

/// The cells of an sqlx row of either database.
macro_rules! cells {
    ($table:expr, $row:expr) => {
        $table
            .columns
            .iter()
            .enumerate()
            .map(|(place, column)| {
                Ok(match column.kind.as_str() {
                    "text" => Value::Text($row.try_get(place)?),
                    "bigint" => Value::Integer($row.try_get(place)?),
                    "boolean" => Value::Boolean($row.try_get(place)?),
                    "bytea" => Value::Bytes($row.try_get(place)?),
                    kind => return Err(unknown(&$table.name, kind)),
                })
            })
            .collect::<Result<Cells, Error>>()
    };
}

/// How many rows a table has.
#[expect(
    clippy::disallowed_methods,
    reason = "the statements are made from what the tables look like"
)]
pub(super) async fn count(transaction: &mut Transaction, table: &Table) -> Result<u64, Error> {
    let sql = AssertSqlSafe(table.count());
    let count: i64 = match transaction {
        Transaction::Sqlite(transaction) => sqlx::query_scalar(sql).fetch_one(&mut **transaction).await?,
        Transaction::Postgres(transaction) => sqlx::query_scalar(sql).fetch_one(&mut **transaction).await?,
    };
    Ok(u64::try_from(count).unwrap_or(0))
}

/// The batch of rows behind this one, or the first.
pub(super) async fn page(
    transaction: &mut Transaction,
    table: &Table,
    last: Option<&Cells>,
) -> Result<Vec<Cells>, Error> {
    let key = last.map(|last| table.key().into_iter().map(|column| last[column].clone()).collect());
    let sql = table.page(key.is_some());
    fetch(transaction, table, sql, key.unwrap_or_default()).await
}

/// The row with this number in the order of the key.
pub(super) async fn row(transaction: &mut Transaction, table: &Table, number: u64) -> Result<Option<Cells>, Error> {
    let rows = fetch(transaction, table, table.row(number), Vec::new()).await?;
    Ok(rows.into_iter().next())
}

#[expect(
    clippy::disallowed_methods,
    reason = "the statements are made from what the tables look like"
)]
async fn fetch(
    transaction: &mut Transaction,
    table: &Table,
    sql: String,
    values: Vec<Value>,
) -> Result<Vec<Cells>, Error> {
    let sql = AssertSqlSafe(sql);
    match transaction {
        Transaction::Sqlite(transaction) => {
            let rows = bound!(sqlx::query(sql), values).fetch_all(&mut **transaction).await?;
            rows.iter().map(|row| cells!(table, row)).collect()
        }
        Transaction::Postgres(transaction) => {
            let rows = bound!(sqlx::query(sql), values).fetch_all(&mut **transaction).await?;
            rows.iter().map(|row| cells!(table, row)).collect()
        }
    }
}

/// Adds rows.
#[expect(
    clippy::disallowed_methods,
    reason = "the statements are made from what the tables look like"
)]
pub(super) async fn insert(transaction: &mut Transaction, table: &Table, rows: Vec<Cells>) -> Result<(), Error> {
    let sql = AssertSqlSafe(table.insert(rows.len()));
    let values = rows.into_iter().flatten();
    match transaction {
        Transaction::Sqlite(transaction) => {
            bound!(sqlx::query(sql), values).execute(&mut **transaction).await?;
        }
        Transaction::Postgres(transaction) => {
            bound!(sqlx::query(sql), values).execute(&mut **transaction).await?;
        }
    }
    Ok(())
}

fn unknown(table: &str, kind: &str) -> Error {
    Error::Unsupported(format!("the table {table} has a column of the kind {kind}"))
}

/// What a number of rows is, whatever their order: the sum of their hashes. The two databases sort texts differently.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sum([u64; 4]);

impl Sum {
    pub(super) fn add(&mut self, row: &Cells) {
        let mut context = Context::new(&SHA256);
        for value in row {
            let (kind, bytes) = match value {
                Value::Text(text) => (b't', text.as_ref().map(|text| text.as_bytes().to_vec())),
                Value::Integer(number) => (b'i', number.map(|number| number.to_be_bytes().to_vec())),
                Value::Boolean(truth) => (b'b', truth.map(|truth| vec![u8::from(truth)])),
                Value::Bytes(bytes) => (b'x', bytes.clone()),
            };
            // Lengths keep `ab, c` and `a, bc` apart.
            let length = bytes.as_ref().map_or(u64::MAX, |bytes| bytes.len() as u64);
            context.update(&[kind]);
            context.update(&length.to_be_bytes());
            context.update(&bytes.unwrap_or_default());
        }
        let hash = context.finish();
        for (sum, part) in self.0.iter_mut().zip(hash.as_ref().chunks_exact(8)) {
            let part = part.iter().fold(0_u64, |number, &byte| number << 8 | u64::from(byte));
            *sum = sum.wrapping_add(part);
        }
    }

    /// For people and scripts to compare.
    pub(super) fn to_hex(self) -> String {
        let bytes: Vec<u8> = self.0.iter().flat_map(|part| part.to_be_bytes()).collect();
        let hash = digest(&SHA256, &bytes);
        hash.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(rows: &[Cells]) -> Sum {
        let mut sum = Sum::default();
        rows.iter().for_each(|row| sum.add(row));
        sum
    }

    #[test]
    fn a_sum_depends_on_what_is_in_rows_and_not_on_their_order() {
        let one = vec![Value::from("ab"), Value::from("c")];
        let two = vec![Value::from("a"), Value::from("bc")];
        assert_eq!(sum(&[one.clone(), two.clone()]), sum(&[two.clone(), one.clone()]));
        assert_ne!(sum(&[one.clone(), one.clone()]), sum(&[two.clone(), two]));
        assert_ne!(sum(std::slice::from_ref(&one)), sum(&[one.clone(), one]));
        assert_ne!(
            sum(&[vec![Value::Text(None)]]),
            sum(&[vec![Value::Text(Some(String::new()))]])
        );
        assert_ne!(sum(&[vec![Value::from(1)]]), sum(&[vec![Value::from(true)]]));
        assert_eq!(Sum::default().to_hex().len(), 64);
    }
}
