package words

import (
	"runtime"
	"testing"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/receipt"
	"sendoff/ui/words/wordstest"
)

// TestLinesOfAReceipt: a receipt names what was sent, what was acknowledged and what was compared; of each
// packet it has the last answer, and none of a Ping.
func TestLinesOfAReceipt(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the system has the zone there")
	}
	wordstest.StandAt(t, 2, "en_GB.UTF-8")
	sum := bits.NewSHA256([]byte("0123456789abcdef0123456789abcdef"))
	at := func(minute int) time.Time { return time.Date(2026, 5, 4, 12, minute, 0, 0, time.UTC) }
	sent := func(edit func(j *transfer.Job)) Receipted {
		j := wordstest.Job()
		j.Outcome, j.Started, j.Ended = transfer.Delivered, at(1), at(9)
		j.Session = bits.Session{ID: "{7d}\x1b[2J", Host: "b.example.com"}
		if edit != nil {
			edit(&j)
		}
		return Receipted{Job: &j, SHA256: sum, Notes: []bits.Note{
			{At: at(0), Kind: bits.NoteReceived, Packet: bits.Ping, Status: 200, Ack: true},
			{At: at(1), Kind: bits.NoteReceived, Packet: bits.CreateSession, Status: 200, Ack: true},
			{At: at(2), Kind: bits.NoteReceived, Packet: bits.Fragment, Status: 200, Ack: true, Received: 1000},
			{At: at(8), Kind: bits.NoteReceived, Packet: bits.Fragment, Status: 200, Ack: true, Received: 4_210_000_000},
			{At: at(9), Kind: bits.NoteReceived, Packet: bits.CloseSession, Status: 200, Ack: true},
		}}
	}
	line := func(label string, r Receipted) string {
		for _, l := range r.Lines(at(30)) {
			if l.Label == Tr(label) {
				return l.Value
			}
		}
		return "-"
	}
	proof := func(p receipt.Proof) Receipted { return sent(func(j *transfer.Job) { j.Proof = &p }) }
	checkSaid(t, []said{
		{func() string { return line("File", sent(nil)) }, "/home/ines/survey.zip", "/home/ines/survey.zip"},
		{func() string { return line("Size", sent(nil)) }, "4.2 GB (4210000000 bytes)", "4,2 ГБ (4210000000 байт)"},
		{
			func() string { return line("SHA-256", sent(nil)) },
			"3031323334353637383961626364656630313233343536373839616263646566",
			"3031323334353637383961626364656630313233343536373839616263646566",
		},
		{func() string { return line("Address", sent(nil)) }, "https://files.example.com/drop/survey.zip", "https://files.example.com/drop/survey.zip"},
		{func() string { return line("Session ID", sent(nil)) }, "{7d}?[2J", "{7d}?[2J"},
		{func() string { return line("Host ID", sent(nil)) }, "b.example.com", "b.example.com"},
		{func() string { return line("Outcome", sent(nil)) }, "Done · the server has the whole file", "Готово · весь файл на сервере"},
		{
			func() string { return line("Content", sent(nil)) },
			"Not compared: the server acknowledged the number of bytes, and named no digest of them.",
			"Не сравнивалось: сервер подтвердил число байтов и не назвал их контрольной суммы.",
		},
		{func() string { return line("Started", sent(nil)) }, "2026-05-04 14:01:00 +02:00", "2026-05-04 14:01:00 +02:00"},
		{func() string { return line("Ended", sent(nil)) }, "2026-05-04 14:09:00 +02:00", "2026-05-04 14:09:00 +02:00"},
		{
			func() string { return line("The server said", sent(nil)) },
			"2026-05-04 14:01:00 +02:00 Create-Session 200 Ack\n2026-05-04 14:08:00 +02:00 Fragment 200 Ack received up to 4210000000\n2026-05-04 14:09:00 +02:00 Close-Session 200 Ack",
			"2026-05-04 14:01:00 +02:00 Create-Session 200 Ack\n2026-05-04 14:08:00 +02:00 Fragment 200 Ack принято до 4210000000\n2026-05-04 14:09:00 +02:00 Close-Session 200 Ack",
		},
		{func() string { return line("Started over", sent(nil)) }, "-", "-"},
		{
			func() string {
				return line("Content", proof(receipt.Proof{By: receipt.ByAck, Same: true, Sent: sum, Said: sum, Bytes: 4_210_000_000, At: at(9)}))
			},
			"Verified: the SHA-256 that the server named of the 4.2 GB it received is that of what was sent.",
			"Проверено: SHA-256, который сервер назвал для полученных 4,2 ГБ, совпадает с SHA-256 отправленного.",
		},
		{
			func() string { return line("Content", proof(receipt.Proof{By: receipt.BySize, Same: true, At: at(9)})) },
			"Only the size was compared: the server has 4.2 GB too. The content was not compared.",
			"Сравнивался только размер: на сервере тоже 4,2 ГБ. Содержимое не сравнивалось.",
		},
		{
			func() string {
				return line("Content", proof(receipt.Proof{By: receipt.ByContent, Same: false, Bytes: 100, At: at(9)}))
			},
			"What the server has differs: it was read back, and is not the 4.2 GB that were sent.",
			"На сервере не то: содержимое прочитано и не совпадает с отправленными 4,2 ГБ.",
		},
		{func() string { return line("Content", sent(func(j *transfer.Job) { j.Outcome = transfer.Confirmed })) }, "-", "-"},
		{
			func() string { return line("Outcome", sent(func(j *transfer.Job) { j.Outcome = transfer.Confirmed })) },
			"Cancelled · server confirmed at 14:09",
			"Отменено · сервер подтвердил в 14:09",
		},
		{func() string { return ReceiptPage("Sendoff 1", []Receipted{sent(nil)}, at(30)).Title }, "Receipt for an upload", "Квитанция о выгрузке"},
		{
			func() string { return ReceiptPage("Sendoff 1", []Receipted{sent(nil)}, at(30)).Made },
			"Made 2026-05-04 14:30:00 +02:00 by Sendoff 1",
			"Составлена 2026-05-04 14:30:00 +02:00, Sendoff 1",
		},
		{
			func() string { return ReceiptPage("Sendoff 1", []Receipted{sent(nil), sent(nil)}, at(30)).Title },
			"Receipt for uploads: 2",
			"Квитанция о выгрузках: 2",
		},
		{func() string { return ReceiptPage("Sendoff 1", []Receipted{sent(nil)}, at(30)).Language }, "en", "ru"},
		{func() string { return ReceiptName([]*transfer.Job{sent(nil).Job}) }, "survey.zip.receipt.html", "survey.zip.receipt.html"},
		{func() string { return ReceiptName([]*transfer.Job{sent(nil).Job, sent(nil).Job}) }, "receipt-2.html", "receipt-2.html"},
		{func() string { return ReceiptSaved("/tmp/a.html") }, "The receipt is saved as /tmp/a.html.", "Квитанция сохранена как /tmp/a.html."},
	})
}
