package words

import (
	"testing"
	"time"
)

// TestWordsOfTheNetwork: how many uploads wait, and since when.
func TestWordsOfTheNetwork(t *testing.T) {
	checkSaid(t, []said{
		{func() string { return OfflineSinceText(time.Date(2021, 4, 17, 14, 3, 0, 0, time.Local)) }, "Offline since 17 Apr 2021 14:03", "Нет сети с 17 апр. 2021 14:03"},
		{func() string { return OfflineText(time.Date(2021, 4, 17, 14, 3, 0, 0, time.Local), 1) }, "Offline since 17 Apr 2021 14:03. 1 upload waits; it goes on by itself.", "Нет сети с 17 апр. 2021 14:03. 1 выгрузка ждёт и продолжится сама."},
		{func() string { return OfflineText(time.Date(2021, 4, 17, 14, 3, 0, 0, time.Local), 22) }, "Offline since 17 Apr 2021 14:03. 22 uploads wait; they go on by themselves.", "Нет сети с 17 апр. 2021 14:03. 22 выгрузки ждут и продолжатся сами."},
		{func() string { full, _ := AwayText(1); return full }, "1 server does not answer", "1 сервер не отвечает"},
		{func() string { full, _ := AwayText(5); return full }, "5 servers do not answer", "5 серверов не отвечают"},
	})
}
