//! What the cells and members of other programs say: whether something is done, and whether there is anything at all.

use crate::fold::fold;

/// What a value says about the state of a todo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    Done,
    Open,
    /// It was thrown away.
    Deleted,
    /// It is empty, or as good as that.
    Nothing,
    /// It says something that is no state we know.
    Unclear,
}

/// Words for what is done, in what Excel calls TRUE and programs and people write; without spaces and marks. What was
/// given up or put away is over too.
const DONE: &str = "
true t yes y x on done completed complete closed finished resolved checked ticked fixed merged accepted delivered
shipped released archived cancelled canceled abandoned dropped obsolete wontdo wontfix duplicate selected
wahr ja j erledigt abgeschlossen fertig geschlossen beendet gelöst abgebrochen
vrai oui o terminé terminée termine fait faite fini finie achevé fermé résolu annulé
verdadero sí si hecho hecha completado completada terminado terminada cerrado resuelto finalizado cancelado
verdadeiro sim feito feita concluído concluída concluido concluida fechado finalizada resolvido
vero sì fatto fatta completato completata finito chiuso risolto annullato
waar klaar voltooid afgerond gereed gesloten
sand sann sant ok gjort klar färdig ferdig færdig utført fullført afsluttet slutförd avslutad
tosi kyllä valmis
prawda tak zrobione ukończone wykonane zakończone
pravda ano áno hotovo dokončeno splněno hotové
igaz igen kész adevărat da finalizat
истина да выполнено выполнена завершено завершена готово сделано закрыто так виконано істина
doğru evet tamamlandı bitti αληθές ναι ολοκληρώθηκε
真 是 对 對 已完成 完成 はい 完了 済 済み 完了済み 참 예 완료 완료됨 صحيح نعم مكتمل تم אמת כן הושלם जी सत्य हाँ पूर्ण đúng có xong benar ya selesai
✓ ✔ ☑ ✅ ● ■ ☒ 🗸 [x]";

const OPEN: &str = "
false f no n off open opened active pending todo needsaction notstarted inprogress incomplete notdone notcompleted
uncompleted unfinished unchecked unresolved undone waiting waitingonothers waitingonsomeoneelse waitingforothers deferred new
backlog started doing reopened planned ongoing inreview review blocked onhold normal scheduled next someday inbox
later draft inwork recurring current
falsch nein offen nichterledigt nichtbegonnen nichtangefangen inbearbeitung inarbeit wartend zuerledigen
faux non afaire encours noncommencé enattente ouvert
falso no pendiente porhacer enprogreso encurso nocompletado sininiciar
não nao pendente afazer emandamento aberto nãoiniciado
dafare incorso insospeso noniniziato
onwaar nee tedoen bezig nietgestart
falsk falskt nej nei nya pågår ogjort
epätosi ei kesken
fałsz nie dozrobienia wtoku
nepravda ne nesplněno hamis nem fals nu
ложь нет открыто вработе невыполнено ні хибність
yanlış hayır ψευδές όχι
偽 假 否 未 いいえ 未完了 未着手 进行中 進行中 未完成 未开始 待办 거짓 아니요 미완료 진행중 خطأ لا שקר לא sai không salah tidak belum
☐ ☓ ✗ ✘ ❌ ✖ ○ □ [ ] []";

const DELETED: &str = "deleted trashed removed gelöscht supprimé eliminado удалено";

/// What stands for no value.
const NOTHING: &str = "null none nil undefined na n/a - -- – — [] {}";

/// What a value says. Numbers are states too: TickTick has 0 for open, 1 for done and 2 for put away; a date or a
/// moment tells when something was done.
pub(super) fn says(value: &str) -> Says {
    let value = fold(value.trim()).replace('\u{fe0f}', "");
    if is_nothing(&value) || is_zero_date(&value) {
        return Says::Nothing;
    }
    let word: String = value.chars().filter(|letter| letter.is_alphanumeric()).collect();
    let is_in = |words: &str| {
        let mut words = words.lines().flat_map(|line| line.split(' '));
        words.any(|known| !known.is_empty() && (known == word || known == value))
    };
    if let Some(number) = number(&value) {
        return match number {
            0.0 => Says::Open,
            // One is given up in TickTick.
            -1.0 | 1.0 | 2.0 | 100.0 => Says::Done,
            moment if moment > 1e8 => Says::Done,
            _ => Says::Unclear,
        };
    }
    match () {
        () if is_in(DONE) => Says::Done,
        () if is_in(OPEN) || value == "[ ]" => Says::Open,
        () if is_in(DELETED) => Says::Deleted,
        () if is_date(&value) => Says::Done,
        () => Says::Unclear,
    }
}

/// The same for how many per cent are done; Excel and Outlook write 1 for all of it.
pub(super) fn says_per_cent(value: &str) -> Says {
    let value = value.trim();
    match number(value.trim_end_matches('%').trim_end()) {
        Some(number) if number >= 100.0 || (number == 1.0 && !value.ends_with('%')) => Says::Done,
        Some(_) => Says::Open,
        None => says(value),
    }
}

/// Whether there is anything in a value that is worth keeping.
pub(super) fn is_empty(value: &str) -> bool {
    let value = fold(value.trim());
    is_nothing(&value)
        || is_zero_date(&value)
        || matches!(
            &*value,
            "0" | "false" | "n" | "no" | "off" | "falsch" | "nein" | "aus" | "faux" | "non" | "falso"
        )
}

fn is_nothing(value: &str) -> bool {
    value.is_empty() || NOTHING.split(' ').any(|nothing| nothing == value)
}

/// A number as spreadsheets write it, with a point or a comma.
fn number(value: &str) -> Option<f64> {
    let is_number = value.starts_with(|first: char| first.is_ascii_digit() || matches!(first, '-' | '+' | '.'));
    is_number.then(|| value.replace(',', ".").parse().ok()).flatten()
}

/// What programs write that keep no date: the first day of their calendar.
fn is_zero_date(value: &str) -> bool {
    [
        "0000-",
        "0001-01-01",
        "1970-01-01t00:00:00",
        "1899-12-30",
        "1900-01-00",
        "1/1/0001",
        "01.01.0001",
    ]
    .iter()
    .any(|zero| value.starts_with(zero))
}

/// Day, month and year in whatever order and with whatever between them, or a month by its name.
fn is_date(value: &str) -> bool {
    let groups = value
        .split(|letter: char| !letter.is_ascii_digit())
        .filter(|group| !group.is_empty())
        .collect::<Vec<_>>();
    let has_year = groups
        .iter()
        .take(3)
        .any(|group| group.len() == 4 && group.starts_with(['1', '2']));
    let is_short = groups.len() >= 3 && groups.iter().take(3).all(|group| group.len() <= 2);
    let compact = groups
        .first()
        .is_some_and(|group| group.len() == 8 && group.starts_with(['1', '2']));
    compact || (has_year && groups.len() >= 2) || (is_short && value.starts_with(|first: char| first.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_are_told_in_many_ways() {
        for done in [
            "TRUE",
            "WAHR",
            "VRAI",
            "VERDADERO",
            "VERDADEIRO",
            "VERO",
            "WAAR",
            "ИСТИНА",
            "PRAWDA",
            "真",
            "참",
            "1",
            "1.0",
            "1,0",
            "2",
            "✓",
            "✔️",
            "✅ Done",
            "x",
            "X",
            "[x]",
            "yes",
            "ja",
            "oui",
            "sí",
            "completed",
            "Closed",
            "Won't do",
            "Terminé",
            "2020-05-02",
            "2021-12-04T15:07:00.000Z",
            "02.05.2020",
            "5/2/20",
            "2 May 2020",
            "May 2, 2020",
            "1638630420",
            "1638630420000",
            "20200502T101112Z",
            "2020年5月2日",
            " ＴＲＵＥ ",
        ] {
            assert_eq!(says(done), Says::Done, "{done:?}");
        }
        for open in [
            "false",
            "FALSCH",
            "FAUX",
            "FALSO",
            "ЛОЖЬ",
            "假",
            "0",
            "0.0",
            "no",
            "Nein",
            "needsAction",
            "Not started",
            "In Progress",
            "in_progress",
            "To Do",
            "to-do",
            "OPEN",
            "[ ]",
            "☐",
            "✗",
            "Opened",
        ] {
            assert_eq!(says(open), Says::Open, "{open:?}");
        }
        for nothing in ["", " ", "-", "null", "N/A", "0001-01-01T00:00:00Z", "0000-00-00"] {
            assert_eq!(says(nothing), Says::Nothing, "{nothing:?}");
        }
        for unclear in ["Ready for QA", "3", "maybe", "Ada", "?", "50"] {
            assert_eq!(says(unclear), Says::Unclear, "{unclear:?}");
        }
        assert_eq!(says("deleted"), Says::Deleted);
    }

    #[test]
    fn per_cent_are_done_when_all_of_it_is() {
        for (value, said) in [
            ("100", Says::Done),
            ("100 %", Says::Done),
            ("1", Says::Done),
            ("1%", Says::Open),
            ("0", Says::Open),
            ("75%", Says::Open),
            ("", Says::Nothing),
        ] {
            assert_eq!(says_per_cent(value), said, "{value:?}");
        }
    }
}
