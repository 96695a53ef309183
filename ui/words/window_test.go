package words

import (
	"testing"
	"time"
)

// TestWordsOfTheWindow: what is said where there is nothing, and of what was just done.
func TestWordsOfTheWindow(t *testing.T) {
	checkSaid(t, []said{
		{func() string { return EmptyHint(false) }, "Drop files or folders anywhere in this window, paste them or their paths with Ctrl+V, or choose them.", "Перетащите файлы или папки в это окно, вставьте их или их пути через Ctrl+V или выберите их."},
		{func() string { return EmptyHint(true) }, "Drop files or folders anywhere in this window, paste their paths with Cmd+V, or choose them.", "Перетащите файлы или папки в это окно, вставьте их пути через Cmd+V или выберите их."},
		{func() string { return NothingPasted(false) }, "Nothing was added: the clipboard holds neither files nor paths. Copy the files in a file manager, drop them on the window, or choose them.", "Ничего не добавлено: в буфере обмена нет ни файлов, ни путей. Скопируйте файлы в файловом менеджере, перетащите их в окно или выберите их."},
		{func() string { return NothingPasted(true) }, "Nothing was added: the clipboard holds no paths as text. Drop the files on the window, or choose them.", "Ничего не добавлено: в буфере обмена нет путей в виде текста. Перетащите файлы в окно или выберите их."},
		{func() string { return PreviewText("https://files.example.com/drop/a.zip") }, "First file goes to https://files.example.com/drop/a.zip", "Первый файл попадёт в https://files.example.com/drop/a.zip"},
		{func() string { return ToText("Lab drop") }, "to Lab drop", "на Lab drop"},
		{func() string { return DropText("") }, "Drop files or folders anywhere in this window", "Перетащите файлы или папки в это окно"},
		{func() string { return DropText("Lab drop") }, "Drop files or folders anywhere in this window: they go to Lab drop", "Перетащите файлы или папки в это окно: они пойдут на Lab drop"},
		{func() string { return WalkingText(0) }, "Looking for files…", "Поиск файлов…"},
		{func() string { return WalkingText(2417) }, "Looking for files… 2,417 so far", "Поиск файлов… найдено: 2\u202f417"},
		{func() string { return UploadButtonText(1) }, "Upload 1 file", "Выгрузить 1 файл"},
		{func() string { return UploadButtonText(380) }, "Upload 380 files", "Выгрузить 380 файлов"},
		{func() string { return OneNameText(2) }, "This address names one file. End it with / to upload 2 files into it.", "Это адрес одного файла. Завершите его знаком /, чтобы выгрузить туда 2 файла."},
		{func() string { return InListText(42) }, "already in the list (42 %)", "уже в списке (42 %)"},
		{func() string { return HiddenText(1) }, "1 problem elsewhere", "Проблема у другого: 1"},
		{func() string { return HiddenText(2) }, "2 problems elsewhere", "Проблемы у других: 2"},
		{func() string { full, _ := SessionsText(3); return full }, "3 open sessions", "3 открытых сеанса"},
		{func() string { _, brief := SessionsText(1); return brief }, "1 session", "1 сеанс"},
		{func() string { _, brief := AwayText(2); return brief }, "No answer: 2", "Нет ответа: 2"},
		{func() string { return FinishedText(1, 3000, 100) }, "1 entry, 3.0 kB uploaded", "1 запись, выгружено 3,0 кБ"},
		{func() string { return FinishedText(1000, 3000, 1000) }, "1,000 entries, 3.0 kB uploaded  ·  the newest 1,000 are kept", "1\u202f000 записей, выгружено 3,0 кБ  ·  хранятся последние: 1\u202f000"},
		{func() string { return limitOf(0, false) }, "No limit", "Без ограничения"},
		{func() string { return limitOf(2_500_000, false) }, "Limit: 2.5 MB/s", "Ограничение: 2,5 МБ/с"},
		{func() string { return limitOf(0, true) }, "Unlimited", "Без лимита"},
		{func() string { return limitOf(2_500_000, true) }, "2.5 MB/s", "2,5 МБ/с"},
		{func() string { return AgainText(1, nil) }, "1 upload added again.", "1 выгрузка добавлена снова."},
		{func() string { return AgainText(2, []string{"a.bin is not there."}) }, "2 added again, 1 not: a.bin is not there.", "Добавлено снова: 2, не добавлено: 1. a.bin is not there."},
		{func() string { return TakingText(0) }, "", ""},
		{func() string { return TakingText(1500 * time.Millisecond) }, "1500 ms", "1500 мс"},
		{func() string { return ClearButtonText(1) }, "Remove 1 entry", "Убрать 1 запись"},
		{func() string { return RemoveQuestion(21) }, "Remove 21 entries from the list?", "Убрать 21 запись из списка?"},
	})
}

func limitOf(rate int64, brief bool) string {
	full, short := LimitText(rate)
	if brief {
		return short
	}
	return full
}
