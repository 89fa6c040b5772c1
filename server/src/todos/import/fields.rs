//! What the columns and members of other programs are called, and what each means for a todo.

use crate::fold::fold;
use std::{collections::HashMap, sync::LazyLock};

/// What a column or member is about. The numbers tell which of several counts more: the lower one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meaning {
    Title(usize),
    /// Whether it is done, in words, as a truth or as a date.
    State(usize),
    /// The same, where only a yes says something.
    Flag,
    PerCent,
    /// What kind of thing the row is, a todo or something else.
    Kind,
    /// Whether it was thrown away.
    Deleted,
    Id,
    /// Something that todos do not have, by its name.
    Extra(&'static str),
    /// Nothing that anybody would miss.
    Ignored,
}

/// The likeliest first. `content` is what Todoist says, `text` TodoMVC, `description` Taskwarrior; `summary` and
/// `subject` are calendars and mail programs.
const TITLES: &str = "
title taskname todotitle cardname cardtitle issuetitle task todo subject summary content name item itemname text
tasks todos things what
titel aufgabe aufgaben betreff aufgabenname bezeichnung titre tâche tâches tache intitulé objet nomdelatâche título titulo
tarea tareas asunto nombre tarefa tarefas assunto titolo attività oggetto taak taken onderwerp opgave uppgift oppgave tittel otsikko
tehtävä tytuł tytul zadanie název nazev úkol názov úloha cím feladat titlu sarcină başlık görev заголовок название задача задачи
задание назва завдання тема タイトル 件名 タスク 标题 標題 任务 任務 主题 事项 제목 할일 작업 عنوان المهمة כותרת משימה शीर्षक कार्य
τίτλος εργασία tiêuđề judul tugas nom nome naam namn navn имя bezeichnung
label description textcontent";

/// Those that say whether it is done, before those that say when.
const STATES: &str = "
completed done iscompleted isdone checked ischecked complete iscomplete finished isfinished ticked completion checkbox
taskcompleted markedasdone
erledigt abgeschlossen fertig fait terminé terminée termine fini hecho completado completada terminado realizado feito
concluído concluida concluido concluída fatto completato completata finito klaar voltooid afgerond gereed gedaan
gjort klar færdig ferdig utført fullført slutförd färdig valmis tehty zrobione ukończone wykonane zakończone hotovo dokončeno
splněno hotové kész elkészült finalizat terminat выполнено выполнена завершено завершена готово сделано виконано tamamlandı
bitti ολοκληρώθηκε 完成 已完成 是否完成 完了 完了済み 済 완료 완료됨 مكتمل تم הושלם पूर्ण
status state taskstatus statuscategory progress progressstate resolution
zustand bearbeitungsstatus fortschritt statut état etat avancement estado progreso progresso stato avanzamento voortgang
staat tila stan stav állapot stare статус состояние стан durum κατάσταση 状态 狀態 ステータス 状態 進捗 상태 الحالة סטטוס स्थिति
completedat completeddate datecompleted completiondate completedtime completeddatetime completedon completiontime
completetime timecompleted doneat doneon donedate datedone donetime closedat closeddate dateclosed closedon finishedat
finisheddate finishedon datefinished resolved resolvedat resolutiondate resolveddate checkedat tickedat
erledigtam erledigtdatum abgeschlossenam fertigam fertiggestelltam datederéalisation terminéle fechadefinalización completadoel
fechadecompletado datadeconclusão concluídoem datacompletamento completatoil voltooidop 完成时间 完成日期 完了日 완료일 датавыполнения датазавершения";

const FLAGS: &str = "duecomplete closed isclosed canceled cancelled iscanceled iscancelled isarchived archived";

const PER_CENT: &str = "%complete percentcomplete percentagecomplete percentagecompleted %completed percentdone complete% %erledigt %abgeschlossen %terminé";

const KINDS: &str = "type kind rowtype recordtype objecttype";

const DELETED: &str = "deleted isdeleted trashed istrashed";

/// How deep a todo stands below others, in numbers from 1.
pub(super) const INDENTS: &str = "indents";

/// What todos do not have yet, as the preview calls it, and what it is called elsewhere.
const EXTRAS: [(&str, &str); 15] = [
    (
        "due dates",
        "due duedate dueat dueon duetime duedatetime deadline date datedue taskduedate fällig fälligkeitsdatum fälligam
        fälligkeit datum échéance dated'échéance datedéchéance datelimite vencimiento fechadevencimiento fechalímite fecha
        vencimento prazo datadevencimento scadenza datadiscadenza vervaldatum einddatum förfallodatum forfallsdato forfaldsdato
        termin datadospełnienia срок датавыполнениядо срокисполнения 期限 截止日期 截止时间 到期日 마감일 기한",
    ),
    (
        "start dates",
        "startdate start starton startat starttime startdatetime scheduled wait defer deferdate deferuntil when datestarted
        beginn startdatum datededébut fechadeinicio datadeinício datadiinizio 開始日 开始日期",
    ),
    (
        "priorities",
        "priority prio importance important isimportant starred isstarred star flagged flag isflagged priorität wichtigkeit
        priorité prioridad prioridade priorità prioriteit prioritet priorytet приоритет 優先度 优先级 우선순위",
    ),
    (
        "labels",
        "labels tags categories category context contexts labelnames taglist tag labelids idlabels hashtags
        etiketten kategorien kategorie schlagwörter étiquettes catégorie catégories etiquetas categoría categoria etichette метки
        теги タグ ラベル 标签 태그",
    ),
    (
        "descriptions",
        "notes note description content body details detail desc comment taskcontent tasknotes noteshtml text textcontent textcontenthtml
        memo remarks notizen notiz beschreibung bemerkung notas nota descripción descrição descrizione beschrijving notities
        remarques opis poznámky заметки описание примечание メモ 説明 备注 描述 메모 설명",
    ),
    (
        "lists or projects",
        "project projects projectname list listname folder foldername section sectionname sectioncolumn bucket bucketname board
        boardname spacename space group groupname area areaname heading column columnname parentlist milestone sprint epic epiclink
        projekt liste ordner bereich projet dossier proyecto lista projeto cartella progetto map lijst проект список папка
        プロジェクト リスト 项目 清单 列表 프로젝트 목록",
    ),
    (
        "assignees",
        "assignee assignees assigneeemail assignedto responsible owner members idmembers assigned delegatedto zugewiesenan
        zuständig verantwortlich assignéà responsable asignadoa responsável assegnatoa toegewezenaan ответственный исполнитель 担当者 负责人 담당자",
    ),
    (
        "reminders",
        "reminder reminders reminderdate remindertime reminderdatetime reminderon remindat alarm alarms isreminderon reminderonoff erinnerungeinaus
        erinnerung rappel recordatorio lembrete promemoria напоминание リマインダー 提醒 미리알림",
    ),
    (
        "repetitions",
        "repeat recurrence recurring recur isrecurring rrule repeats repeatflag repeatafter recurrencerule wiederholung
        répétition récurrence repetición repetição ripetizione повтор 繰り返し 重复 반복",
    ),
    (
        "parent tasks",
        "parent parentid parenttask parenttaskid parenttitle subtaskof übergeordneteaufgabe",
    ),
    ("subtasks", "subtasks checklist checklists checklistitems completedchecklistitems steps subtaskids relatedtasks unteraufgaben"),
    ("comments", "comments commentcount notecount annotations kommentare commentaires comentarios"),
    ("attachments", "attachments attachment files linkedresources anhänge anlagen piècesjointes adjuntos"),
    (INDENTS, "indent indentlevel outlinelevel"),
    (
        "time estimates",
        "duration durationunit estimate timeestimate estimatedtime estimatedminutes timespent totalwork actualwork length
        storypoints aufwand dauer",
    ),
];

const IGNORED: &str = "
uid guid uuid key number iid index position pos order sortorder sort rank version etag kind selflink url htmlurl weblink link
links webviewlink createdat created createdtime datecreated createdon creationdate createddatetime createdby createdbyid
updatedat updated modified modifiedat modifieddate lastmodified lastmodifieddatetime modificationdate updatedby timezone
author isallday allday isfloating isreminder iscollapsed collapsed viewmode viewstyle columnorder datelang deadlinelang userid creatorid
creator reporter projectid listid sectionid boardid idlist idboard idshort shortlink shorturl taskid cardid issueid
issuekey ischecklist entry urgency mask nodeid isselected hidden issuetype tasktype identifier addedat addedbyuid
changekey hasattachments stateid lists projectids createddate completedby completedbyid seriesid childorder dayorder badges cover
user reactions statereason pullrequest projectkey odataetag end sensitivity companies contacts mileage billinginformation private role schedule+priority late bodylastmodifieddatetime locked authorassociation
erstellt erstelltam geändert geändertam créé crééle modifié creado modificado";

/// A name as all of them are compared: without upper case, spaces and marks.
pub(super) fn key(name: &str) -> String {
    let mut key = fold(name);
    key.retain(|letter| letter.is_alphanumeric() || letter == '%');
    key
}

/// What a name means. One that is not known is tried without what stands behind a mark: `Due Date (UTC)`,
/// `title, short`.
pub(super) fn meaning(name: &str) -> Option<Meaning> {
    let known = |name: &str| MEANINGS.get(&*key(name)).copied();
    known(name).or_else(|| name.find([',', '(', ':', '/', '[']).and_then(|end| known(&name[..end])))
}

static MEANINGS: LazyLock<HashMap<String, Meaning>> = LazyLock::new(|| {
    let mut meanings = HashMap::new();
    let mut learn = |names: &str, meaning: &dyn Fn(usize) -> Meaning| {
        for (rank, name) in names.split_whitespace().enumerate() {
            meanings.entry(key(name)).or_insert_with(|| meaning(rank));
        }
    };
    learn(TITLES, &Meaning::Title);
    learn(STATES, &Meaning::State);
    learn(FLAGS, &|_| Meaning::Flag);
    learn(PER_CENT, &|_| Meaning::PerCent);
    learn(KINDS, &|_| Meaning::Kind);
    learn(DELETED, &|_| Meaning::Deleted);
    learn("id", &|_| Meaning::Id);
    for (what, names) in EXTRAS {
        learn(names, &|_| Meaning::Extra(what));
    }
    learn(IGNORED, &|_| Meaning::Ignored);
    meanings
});

/// What a title would be called if another column were the title.
pub(super) fn extra_of_title(name: &str) -> Option<&'static str> {
    let key = key(name);
    let is_among = |names: &str| names.split_whitespace().any(|known| self::key(known) == key);
    EXTRAS.iter().find(|(_, names)| is_among(names)).map(|(what, _)| *what)
}

/// What rows of a list are that are no todos, in the singular and the plural.
pub(super) fn other_kind(value: &str) -> Option<(&'static str, &'static str)> {
    Some(match &*key(value) {
        "note" => ("note", "notes"),
        "comment" => ("comment", "comments"),
        "section" | "heading" | "header" | "divider" | "separator" => ("section", "sections"),
        "meta" | "setting" | "settings" => ("setting", "settings"),
        "event" | "vevent" | "appointment" => ("event", "events"),
        "label" | "tag" | "filter" => ("label", "labels"),
        _ => return None,
    })
}

/// A program by the names that only its files have together. The more of them there are, the surer it is, so those
/// come first that say more.
const PROGRAMS: &[(&str, &str)] = &[
    ("Latchkey", "id title completed position createdat updatedat"),
    ("Todoist", "type content priority indent"),
    ("Todoist", "type content author responsible"),
    ("Todoist", "content checked projectid"),
    ("Todoist", "content iscompleted projectid"),
    ("TickTick", "foldername listname title status"),
    ("Asana", "taskid completedat sectioncolumn"),
    ("Asana", "gid completed assigneestatus"),
    ("Asana", "gid completedat resourcetype"),
    ("Trello", "cardid cardname"),
    ("Trello", "cardname listname"),
    ("Trello", "cards idboard"),
    ("Trello", "cards duecomplete"),
    ("Trello", "cards closed lists"),
    ("ClickUp", "taskname taskcontent"),
    ("ClickUp", "taskname taskid status spacename"),
    ("Microsoft Planner", "taskname bucketname"),
    ("Microsoft To Do", "title status importance"),
    ("Microsoft To Do", "title status completeddatetime"),
    ("Outlook", "subject datecompleted"),
    ("Outlook", "subject %complete"),
    ("Outlook", "betreff erledigtam"),
    ("Jira", "issuekey summary"),
    ("Jira", "issues fields summary"),
    ("GitLab", "title state issueid"),
    ("GitLab", "title state iid"),
    ("GitHub", "title state number"),
    ("Vikunja", "title done percentdone"),
    ("Vikunja", "title done doneat"),
    ("Google Tasks", "title status kind"),
    ("Google Keep", "listcontent"),
    ("Google Keep", "textcontent istrashed"),
    ("Remember The Milk", "name datecompleted seriesid"),
    ("Taskwarrior", "description uuid status entry"),
    ("Super Productivity", "title isdone timespentonday"),
    ("Toodledo", "task folder context"),
    ("Airtable", "records fields"),
    ("Things", "type attributes"),
    ("Wunderlist", "title completed starred"),
    ("Wunderlist", "title completed listid"),
];

/// Whose file it is, by the names in it.
pub(super) fn program(names: &std::collections::BTreeSet<String>) -> Option<&'static str> {
    let has_all = |signature: &str| signature.split(' ').all(|name| names.contains(name));
    PROGRAMS
        .iter()
        .find(|(_, signature)| has_all(signature))
        .map(|(program, _)| *program)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_known_however_they_are_written() {
        for (name, expected) in [
            ("Title", "title"),
            ("TASK NAME", "title"),
            ("Titel", "title"),
            ("título", "title"),
            ("標題", "title"),
            ("title, short", "title"),
            ("is_completed", "state"),
            ("isDone", "state"),
            ("Completed At (UTC)", "state"),
            ("Erledigt", "state"),
            ("выполнено", "state"),
            ("% Complete", "per cent"),
            ("dueComplete", "flag"),
            ("Section/Column", "lists or projects"),
            ("Due Date", "due dates"),
            ("TAGS", "labels"),
            ("Created Time", "ignored"),
            ("Completed By", "ignored"),
            ("Energy", "unknown"),
            ("Task ID", "ignored"),
        ] {
            let found = match meaning(name) {
                Some(Meaning::Title(_)) => "title",
                Some(Meaning::State(_)) => "state",
                Some(Meaning::Flag) => "flag",
                Some(Meaning::PerCent) => "per cent",
                Some(Meaning::Extra(what)) => what,
                Some(Meaning::Ignored) => "ignored",
                Some(Meaning::Kind) => "kind",
                Some(Meaning::Deleted) => "deleted",
                Some(Meaning::Id) => "id",
                None => "unknown",
            };
            assert_eq!(found, expected, "{name:?}");
        }
        assert!(meaning("title") < meaning("content"));
        assert!(meaning("completed") < meaning("completedAt"));
    }
}
