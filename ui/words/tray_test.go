package words

import (
	"testing"
)

// TestWordsOfTheTray: a notification names what is there to tell, and nothing else.
func TestWordsOfTheTray(t *testing.T) {
	checkSaid(t, []said{
		{func() string { return TrayNeedsText(1) }, "1 needs you…", "Нужно действие: 1…"},
		{func() string { return TrayNeedsText(2) }, "2 need you…", "Нужно действие: 2…"},
		{func() string { return TrayFailedText(1) }, "1 failed…", "Ошибок: 1…"},
		{func() string { return TrayFailedText(5) }, "5 failed…", "Ошибок: 5…"},
		{func() string { return BatchTitle("photos") }, "Folder \"photos\"", "Папка \"photos\""},
		{func() string { return BatchBody(1, 0, 0) }, "1 file uploaded", "выгружен 1 файл"},
		{func() string { return BatchBody(380, 2, 1) }, "380 files uploaded, 2 need you, 1 failed", "выгружено 380 файлов, нужно действие: 2, ошибок: 1"},
		{func() string { return BatchBody(0, 0, 3) }, "3 failed", "ошибок: 3"},
	})
}
