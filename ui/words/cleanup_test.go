package words

import (
	"testing"
	"time"

	"sendoff/transfer"
)

var openedAt = time.Date(2026, 4, 17, 14, 3, 0, 0, time.Local)

var openSession = transfer.OpenSession{
	ID: "{7d}", URL: "https://files.example.com/drop/a.zip", State: transfer.Cancelling, Acked: 12_000_000, Size: 48_000_000,
	Opened: openedAt, Heard: openedAt,
}

// TestWordsOfOpenSessions: what a server keeps, and for how long.
func TestWordsOfOpenSessions(t *testing.T) {
	checkSaid(t, []said{
		{func() string { return OpenSessionsText(nil) }, "No session is open on any server.", "Ни на одном сервере нет открытых сеансов."},
		{func() string { return OpenSessionsText([]transfer.OpenSession{{State: transfer.Paused}}) }, "1 session that this computer has opened and nobody has closed yet.", "1 сеанс открыт этим компьютером и ещё никем не закрыт."},
		{func() string {
			return OpenSessionsText([]transfer.OpenSession{{State: transfer.Cancelling}, {State: transfer.Cancelling}, {}})
		}, "3 sessions that this computer has opened and nobody has closed yet. 2 are of cancels that their servers have not confirmed.", "3 сеанса открыты этим компьютером и ещё никем не закрыты. 2 — от отмен, которые серверы не подтвердили."},
		{func() string { return KeptText(openSession, openedAt.AddDate(0, 0, 3)) }, "11 days left", "осталось 11 дней"},
		{func() string { return KeptText(openSession, openedAt.AddDate(0, 0, 20)) }, "removed by itself by now, most likely", "скорее всего, уже удалён сам"},
		{func() string { return ForgetConsequence(openSession, openedAt.AddDate(0, 0, 13)) }, "Nothing more is sent. files.example.com keeps what it has (12 MB) until its own time-out: usually 1 day from now. Its admin can remove it sooner by the session ID: {7d}", "Больше ничего не отправляется. files.example.com хранит то, что получил (12 МБ), до истечения своего срока: обычно ещё 1 день. Администратор может удалить это раньше по ID сеанса: {7d}"},
		{func() string { return SessionName(transfer.OpenSession{}) }, "no session ID yet", "ID сеанса ещё нет"},
		{func() string { return SessionName(transfer.OpenSession{ID: "{7d}\x1b[2J"}) }, "{7d}?[2J", "{7d}?[2J"},
		{func() string { return AgeText(openSession, openedAt.Add(26*time.Hour)) }, "open for 26 h  ·  12 MB of 48 MB confirmed", "открыт 26 ч  ·  подтверждено 12 МБ из 48 МБ"},
		{func() string { return AgeText(transfer.OpenSession{Size: 1000}, openedAt) }, "0 B of 1.0 kB confirmed", "подтверждено 0 Б из 1,0 кБ"},
		{func() string { return NextTellText(openedAt, openedAt) }, "Cancel not confirmed, next try 14:03", "Отмена не подтверждена, повтор 14:03"},
		{func() string { return SessionsFile(openedAt) }, "sendoff-sessions-2026-04-17.csv", "sendoff-sessions-2026-04-17.csv"},
	})
}
