package words

import (
	"strings"
	"testing"

	"sendoff/transfer/source"
)

// TestWordsOfTheAddSheet: what is said of names, places and files that are left out.
func TestWordsOfTheAddSheet(t *testing.T) {
	checkSaid(t, []said{
		{func() string { return UnknownFieldText("city") }, "The name knows no {city}. It can hold {name} {ext} {date} {time} {host} {user} {n} {folder}.", "Поля {city} нет. Возможные поля: {name} {ext} {date} {time} {host} {user} {n} {folder}."},
		{func() string { return SentAsText("caf%C3%A9.txt") }, "name will be sent as caf%C3%A9.txt", "имя будет передано как caf%C3%A9.txt"},
		{func() string { return SentAsText(strings.Repeat("a", 60)) }, "name will be sent as aaaaaaaaaaaaaaaaaaaaaaaaaaaaa…aaaaaaaaaaaaaaaaaa", "имя будет передано как aaaaaaaaaaaaaaaaaaaaaaaaaaaaa…aaaaaaaaaaaaaaaaaa"},
		{func() string { return AddedText(Added{3, "a", "Lab drop"}, nil) }, "3 files added to Lab drop", "Добавлены на Lab drop: 3 файла"},
		{func() string { return RenamedText("a (2).bin") }, "Uploading as \"a (2).bin\".", "Выгружается под именем «a (2).bin»."},
		{func() string { return TwinsText(1) }, "1 file is left out: another one has its name. {n} or {folder} in the name tells them apart.", "Пропущен 1 файл: такое имя уже есть. Различить их помогут {n} или {folder} в имени."},
		{func() string { return TwinsText(1002) }, "1,002 files are left out: others have their names. {n} or {folder} in the name tells them apart.", "Пропущены 1\u202f002 файла: такие имена уже есть. Различить их помогут {n} или {folder} в имени."},
		{func() string { return AsideText(12) }, "Take what is hidden too, system files and marks of open documents (12)", "Взять и скрытое, системные файлы и отметки об открытых документах (12)"},
		{func() string { return LeftOutText(0) }, "Nothing was added.", "Ничего не добавлено."},
		{func() string { return LeftOutText(1) }, "1 file was not added.", "1 файл не добавлен."},
		{func() string { return LeftOutText(5) }, "5 files were not added.", "5 файлов не добавлено."},
		{func() string { return NothingAddedText(nil) }, "There are no files in what was dropped.", "Среди перетащенного нет файлов."},
		{func() string {
			return NothingAddedText([]SkipCount{{2, SkipText(source.SkipHidden)}, {1, SkipText(source.SkipUnreadable)}})
		}, "Nothing was added: 2 hidden, 1 cannot be read.", "Ничего не добавлено: скрытый файл: 2, не читается: 1."},
		{func() string { return AddedText(Added{2417, "a", "Lab"}, []SkipCount{{1, Tr(RemarkTwice)}}) }, "2,417 files added to Lab, 1 same name twice", "Добавлено на Lab: 2\u202f417 файлов, такое имя уже есть: 1"},
	})
}
