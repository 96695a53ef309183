package ui

import (
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2/lang"

	"sendoff/transfer"
)

// speak makes a language that of the test.
func speak(t *testing.T, language string) {
	t.Helper()
	Speak(language)
	t.Cleanup(func() { Speak(English) })
}

func TestRussianPlurals(t *testing.T) {
	speak(t, Russian)
	for n, want := range map[int]string{
		0: "Выгрузить 0 файлов", 1: "Выгрузить 1 файл", 2: "Выгрузить 2 файла", 4: "Выгрузить 4 файла",
		5: "Выгрузить 5 файлов", 11: "Выгрузить 11 файлов", 12: "Выгрузить 12 файлов", 14: "Выгрузить 14 файлов",
		21: "Выгрузить 21 файл", 22: "Выгрузить 22 файла", 25: "Выгрузить 25 файлов", 101: "Выгрузить 101 файл",
		111: "Выгрузить 111 файлов", 1121: "Выгрузить 1\u202f121 файл", math.MaxInt32: "Выгрузить 2\u202f147\u202f483\u202f647 файлов",
	} {
		if got := uploadButtonText(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	if russianForm(-1) != "one" || russianForm(math.MinInt) == "" {
		t.Error("a negative number has no form")
	}
}

func TestRussianNumbersAndDates(t *testing.T) {
	speak(t, Russian)
	now := time.Date(2026, 5, 17, 14, 3, 0, 0, time.Local)
	for i, tt := range []struct{ got, want string }{
		{Size(0), "0 Б"},
		{Size(4_210_000_000), "4,2 ГБ"},
		{Size(math.MaxInt64), "9,2 ЭБ"},
		{Rate(2_310_000), "2,3 МБ/с"},
		{Number(-1234567), "-1\u202f234\u202f567"},
		{Decimal(0.4, -1), "0,4"},
		{Left(0), "несколько секунд"},
		{Left(161 * time.Minute), "2 ч 41 мин"},
		{Left(51 * time.Hour), "2 дня"},
		{Left(21 * 24 * time.Hour), "21 день"},
		{Left(30 * 24 * time.Hour), "30 дней"},
		{Clock(now, now), "14:03"},
		{Clock(now.AddDate(0, 0, 1), now), "18 мая 14:03"},
		{Moment(now), "17 мая 2026 14:03:00"},
		{Moment(time.Time{}), ""},
	} {
		if tt.got != tt.want {
			t.Errorf("%d: %q, want %q", i, tt.got, tt.want)
		}
	}
}

func TestRussianEndings(t *testing.T) {
	speak(t, Russian)
	ended := time.Date(2026, 4, 17, 14, 3, 0, 0, time.Local)
	seen := map[string]bool{}
	for _, j := range []transfer.Job{
		{Outcome: transfer.Delivered},
		{Outcome: transfer.Confirmed},
		{Outcome: transfer.AlreadyGone},
		{Outcome: transfer.NeverReached},
		{Outcome: transfer.NotTold},
		{Outcome: transfer.TooLate},
		{Outcome: transfer.Unknown, LastFragment: transfer.LastLeft},
		{Outcome: transfer.Unknown, MaybeOpen: true},
		{Outcome: transfer.Refused, Fault: &transfer.Fault{HTTP: 403}},
		{Outcome: transfer.Refused},
	} {
		j.Ended = ended
		s := OutcomeText(&j, ended)
		if seen[s] {
			t.Errorf("two outcomes say %q", s)
		}
		seen[s] = true
		checkRussian(t, string(j.Outcome), s)
	}
	if got := OutcomeText(&transfer.Job{Outcome: transfer.Confirmed, Ended: ended}, ended); got != "Отменено — сервер подтвердил в 14:03" {
		t.Errorf("confirmed: %q", got)
	}
}

func TestRussianFaults(t *testing.T) {
	speak(t, Russian)
	j := sampleJob()
	for _, k := range allKinds {
		for _, final := range []bool{true, false} {
			f := &transfer.Fault{Kind: k, HTTP: 404, Final: final, Detail: "нет такого дела"}
			s := strings.NewReplacer("files.example.com", "сервер", "/home/ines/survey.zip", "файл").Replace(FaultText(f, &j))
			checkRussian(t, string(k), s)
		}
	}
}

// latin are words of more than two letters that are not Russian; names that are the same in all
// languages are left out.
var latin = regexp.MustCompile(`[A-Za-z]{3,}`)

func checkRussian(t *testing.T, what, s string) {
	t.Helper()
	rest := strings.NewReplacer("BITS", "", "Windows", "", "Sendoff", "", "https", "", "http", "", "TLS", "").Replace(s)
	if latin.MatchString(rest) || !strings.ContainsAny(s, "аеиоу") {
		t.Errorf("%s: %q is not Russian", what, s)
	}
	checkWords(t, what, s)
}

// TestSpeakUnderEverySystem has the chosen language win over whatever the system speaks, for the
// toolkit's words too.
func TestSpeakUnderEverySystem(t *testing.T) {
	for _, system := range []string{"", "C", "C.UTF-8", "en_GB.UTF-8", "ru_RU.UTF-8", "de_DE.UTF-8", "sr_RS", "zh_Hant_TW", "pt_BR"} {
		t.Run(system, func(t *testing.T) {
			t.Setenv("LC_ALL", system)
			t.Setenv("LANGUAGE", "")
			loaded = false
			speak(t, Russian)
			if got := tr("Pause") + " " + lang.L("Paste") + " " + lang.X("tuesday", "?") + " " + fmt.Sprintf(trn("%d day", "%d days", 3), 3); got != "Пауза Вставить Вторник 3 дня" {
				t.Errorf("Russian: %q", got)
			}
			Speak(English)
			if got := tr("Pause") + " " + lang.L("Paste") + " " + lang.X("tuesday", "?") + " " + fmt.Sprintf(trn("%d day", "%d days", 1), 1); got != "Pause Paste Tuesday 1 day" {
				t.Errorf("English: %q", got)
			}
			Speak("tlh")
			want := English
			if strings.HasPrefix(system, "ru") {
				want = Russian
			}
			if spoken.code != want {
				t.Errorf("the system's language is %s, want %s", spoken.code, want)
			}
		})
	}
	loaded = false // for the environment as it is again
	Speak(English)
}

func TestWindowSpeaksRussian(t *testing.T) {
	speak(t, Russian)
	w, _ := openTest(t, labSettings())
	if w.toolbar.files.Text != "Добавить файлы" || w.practice.Name != "Учебный сервер" || w.status.running.Words != "Нет передачи" {
		t.Errorf("the window says %q, %q, %q", w.toolbar.files.Text, w.practice.Name, w.status.running.Words)
	}
}

func BenchmarkTr(b *testing.B) {
	Speak(Russian)
	b.Cleanup(func() { Speak(English) })
	for b.Loop() {
		_ = tr("Pause")
	}
}
