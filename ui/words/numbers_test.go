package words

import (
	"math"
	"testing"
	"time"
)

// TestNumbersInWords: rounded as they can be read while they change.
func TestNumbersInWords(t *testing.T) {
	checkSaid(t, []said{
		{func() string { return Left(0) }, "a few seconds", "несколько секунд"},
		{func() string { return Lasted(8 * time.Second) }, "8 s", "8 с"},
		{func() string { return Lasted(90*time.Second + 400*time.Millisecond) }, "1 min 30 s", "1 мин 30 с"},
		{func() string { return Lasted(0) }, "1 s", "1 с"},
		{func() string { return Lasted(11*time.Hour + 41*time.Minute + 3*time.Second) }, "11 h 41 min 3 s", "11 ч 41 мин 3 с"},
		{func() string { return Lasted(24*time.Hour - time.Millisecond) }, "1 day", "1 день"},
		{func() string { return Lasted(51*time.Hour + 12*time.Minute) }, "2 days 3 h", "2 дня 3 ч"},
		{func() string { return Lasted(14*24*time.Hour + 9*time.Minute) }, "14 days", "14 дней"},
		{func() string { return Left(44 * time.Second) }, "40 s", "40 с"},
		{func() string { return Left(6*time.Minute + 59*time.Second) }, "6 min", "6 мин"},
		{func() string { return Left(2*time.Hour + 41*time.Minute) }, "2 h 41 min", "2 ч 41 мин"},
		{func() string { return Left(11*time.Hour + 41*time.Minute) }, "11 h", "11 ч"},
		{func() string { return Left(3 * time.Hour) }, "3 h", "3 ч"},
		{func() string { return Left(50 * time.Hour) }, "2 days", "2 дня"},
		{func() string { return Left(24 * 5 * time.Hour) }, "5 days", "5 дней"},
		{func() string { return LeftText(TimeLeft(60_000, 1000)) }, "1 min left", "осталось 1 мин"},
		{func() string { return LeftText(TimeLeft(1<<62, 1)) }, "365 days left", "осталось 365 дней"},
		{func() string { return LeftText(TimeLeft(-1, 1000)) }, "a few seconds left", "осталось несколько секунд"},
		{func() string { return Rate(0) }, "-", "-"},
		{func() string { return Rate(math.NaN()) }, "-", "-"},
		{func() string { return Rate(math.Inf(1)) }, "-", "-"},
		{func() string { return Rate(2_340_000) }, "2.3 MB/s", "2,3 МБ/с"},
		{func() string { return Rate(math.MaxFloat64) }, "4.6 EB/s", "4,6 ЭБ/с"},
		{func() string { return Size(-1) }, "0 B", "0 Б"},
		{func() string { return Size(999) }, "999 B", "999 Б"},
		{func() string { return Size(1000) }, "1.0 kB", "1,0 кБ"},
		{func() string { return Size(9_949_999) }, "9.9 MB", "9,9 МБ"},
		{func() string { return Size(9_950_001) }, "10 MB", "10 МБ"},
		{func() string { return Size(999_499) }, "999 kB", "999 кБ"},
		{func() string { return Size(999_500) }, "1.0 MB", "1,0 МБ"},
		{func() string { return Size(math.MaxInt64) }, "9.2 EB", "9,2 ЭБ"},
		{func() string { return Number(-1234567) }, "-1,234,567", "-1\u202f234\u202f567"},
		{func() string { return Number(999) }, "999", "999"},
		{func() string { return LanguageName("en") }, "English", "English"},
		{func() string { return LanguageName("ru") }, "Русский", "Русский"},
		{func() string { return LanguageName("") }, "Same as system", "Как в системе"},
		{func() string { return DeleteHistoryButton(1) }, "Delete 1 entry", "Удалить 1 запись"},
		{func() string { return DeleteHistoryButton(5) }, "Delete 5 entries", "Удалить 5 записей"},
	})
}
