package words

import (
	"testing"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// TestWordsOfTheDetails: a reply, the speed and a saved table.
func TestWordsOfTheDetails(t *testing.T) {
	checkSaid(t, []said{
		{func() string { return SavedBesideText("a.txt", "a (2).txt") }, "a.txt came to be in the meantime and was left alone. Saved as a (2).txt.", "Файл a.txt тем временем появился и оставлен как есть. Сохранено в a (2).txt."},
		{func() string { return ExportedText(1, "/tmp/a.csv") }, "1 entry saved to /tmp/a.csv", "Сохранена 1 запись: /tmp/a.csv"},
		{func() string { return ExportedText(2417, "/tmp/a.csv") }, "2,417 entries saved to /tmp/a.csv", "Сохранено 2\u202f417 записей: /tmp/a.csv"},
		{func() string { return NowText(2_500_000) }, "2.5 MB/s now", "сейчас 2,5 МБ/с"},
		{func() string { return MeanText(2_500_000) }, "mean 2.5 MB/s", "в среднем 2,5 МБ/с"},
		{func() string { return ReplyShown(10, 10) }, "", ""},
		{func() string { return ReplyShown(65_536, 1_000_000) }, "The first 66 kB of 1.0 MB", "Первые 66 кБ из 1,0 МБ"},
		{func() string { return ReplyText(&transfer.Job{}) }, "The server's reply will be saved here as soon as the file has arrived.", "Ответ сервера будет сохранён здесь, как только файл дойдёт."},
		{func() string { return ReplyText(&transfer.Job{Phase: transfer.Replying}) }, "The server's reply is being fetched.", "Ответ сервера загружается."},
		{func() string { return ReplyText(&transfer.Job{Outcome: transfer.Delivered}) }, "The server's reply is saved here.", "Ответ сервера сохранён здесь."},
		{func() string { return ReplyText(&transfer.Job{Want: transfer.Drop}) }, "The upload ended without a reply.", "Выгрузка завершилась без ответа."},
		{func() string { return ReplyText(&transfer.Job{Outcome: transfer.Confirmed}) }, "The upload ended without a reply.", "Выгрузка завершилась без ответа."},
		{func() string {
			return ReplyText(&transfer.Job{Target: transfer.Target{Reply: "/r/a.txt"}, ReplyAt: "/r/a (2).txt"})
		}, "/r/a.txt is another file, which was left alone. The server's reply is saved as /r/a (2).txt.", "/r/a.txt — это другой файл, он оставлен как есть. Ответ сервера сохранён в /r/a (2).txt."},
		{func() string {
			return ReplyText(&transfer.Job{Target: transfer.Target{URL: "http://h/a"}, Outcome: transfer.Delivered, Fault: &transfer.Fault{Kind: transfer.KindNoReply, Final: true}})
		}, "The whole file is on h. A reply was wanted, and h gave none. Ask its admin, or do without a reply the next time.", "Весь файл уже на сервере h. Ожидался ответ, но сервер h его не дал. Спросите администратора или в следующий раз обойдитесь без ответа."},
		{func() string { return afterwordText(transfer.Confirmed) }, "The server closed the session. Deleting the parts is up to the server.", "Сервер закрыл сеанс. Удаление переданных частей — дело сервера."},
		{func() string { return afterwordText(transfer.TooLate) }, "Look at the address to see whether the file is there.", "Проверьте по адресу, есть ли там файл."},
		{func() string { return afterwordText(transfer.Unknown) }, "Look at the address to see whether the file is there.", "Проверьте по адресу, есть ли там файл."},
		{func() string { return afterwordText(transfer.Refused) }, "Cancel again when the reason is gone, such as a missing right, or give the session ID to the server's admin to have the parts removed.", "Отмените снова, когда причина исчезнет, например появятся нужные права, или передайте администратору сервера ID сеанса, чтобы он удалил части файла."},
		{func() string { return afterwordText(transfer.NotTold) }, "Give the session ID to the server's admin to have the parts removed.", "Сообщите ID сеанса администратору сервера, чтобы он удалил переданные части."},
		{func() string { return afterwordText(transfer.Delivered) }, "", ""},
		{func() string { return taskText(bits.Ping) }, "asking whether the server is there", "проверка сервера"},
		{func() string { return taskText(bits.CreateSession) }, "opening a session", "открытие сеанса"},
		{func() string { return taskText(bits.Fragment) }, "sending a part of the file", "отправка части файла"},
		{func() string { return taskText(bits.CloseSession) }, "closing the session", "закрытие сеанса"},
		{func() string { return taskText(bits.CancelSession) }, "cancelling the session", "отмена сеанса"},
		{func() string { return taskText(bits.GetReply) }, "fetching the reply", "получение ответа"},
		{func() string { return taskText(bits.Ack) }, "Ack", "Ack"},
	})
}
