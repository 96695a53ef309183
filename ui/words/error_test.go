package words

import (
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// TestSystemErrorsInTheUsersLanguage: each system's messages about files and connections appear in the user's
// language, and no sentence of the system's is put into one of ours.
func TestSystemErrorsInTheUsersLanguage(t *testing.T) {
	t.Cleanup(func() { Speak(English) })
	dir := t.TempDir()
	_, missing := os.Open(filepath.Join(dir, "none"))
	_, folder := os.Open(filepath.Join(dir, "no", "folder"))
	_, refused := new(net.Dialer).DialContext(t.Context(), "tcp", "127.0.0.1:1")
	for want, err := range map[string]error{
		"no such file or directory": missing, "нет такого файла или папки": folder, "file exists": os.Mkdir(dir, 0o700), "connection refused": refused,
	} {
		language := English
		if strings.Contains(want, "нет") {
			language = Russian
		}
		Speak(language)
		if got := systemText(err); !strings.HasSuffix(got, ": "+want) {
			t.Errorf("%q does not end in %q", got, want)
		}
		reply := &transfer.ReplyPathError{Path: "reply", Err: &fs.PathError{Op: "open", Path: "reply", Err: syscall.Errno(1234)}}
		if got := ErrorText(reply); strings.Contains(got, "..") {
			t.Errorf("two full stops: %q", got)
		}
	}
}

// TestWindowsNumbersHaveOurWords: and these are translated.
func TestWindowsNumbersHaveOurWords(t *testing.T) {
	for number, words := range windowsWords {
		if !slices.Contains(systemWords, words) {
			t.Errorf("%d: %q is not translated", number, words)
		}
		if runtime.GOOS == "windows" && strings.Contains(systemText(number), ".") {
			t.Errorf("%d: %q", number, systemText(number))
		}
	}
}

// TestWordsOfHeaders: what is wrong with a header is said by its name, never by its value.
func TestWordsOfHeaders(t *testing.T) {
	checkSaid(t, []said{
		{func() string { return customText(&bits.CustomError{Name: "X-Team", Why: bits.CustomSyntax}) }, "\"X-Team\" is no header. It must look like X-Team: red.", "\"X-Team\" — не заголовок. Он должен выглядеть так: X-Team: red."},
		{func() string { return customText(&bits.CustomError{Name: "X-Team", Why: bits.CustomBreak}) }, "The header \"X-Team\" has a line break or another control character in it.", "В заголовке \"X-Team\" есть перевод строки или другой управляющий знак."},
		{func() string {
			return customText(&bits.CustomError{Name: "BITS-Packet-Type", Why: bits.CustomReserved})
		}, "The header \"BITS-Packet-Type\" cannot be set: the protocol or the sign-in says what is in it.", "Заголовок \"BITS-Packet-Type\" задать нельзя: его содержимое определяет протокол или вход на сервер."},
		{func() string { return customText(&bits.CustomError{Name: "X-Team", Why: bits.CustomTwice}) }, "The header \"X-Team\" is given twice.", "Заголовок \"X-Team\" указан дважды."},
		{func() string { return customText(&bits.CustomError{Name: "X-Team", Why: bits.CustomLong}) }, "The header \"X-Team\" is too much: at most 20 headers, names of 100 characters and values of 4,096.", "Заголовок \"X-Team\" не помещается: не больше 20 заголовков, имя до 100 знаков, значение до 4096."},
		{func() string {
			return customText(&bits.CustomError{Name: "X-Team", Why: bits.CustomForgotten})
		}, "The upload needs the header \"X-Team\", whose value Sendoff forgot when the upload ended. Upload the file again with the header.", "Отправке нужен заголовок \"X-Team\", значение которого Sendoff забыл, когда она завершилась. Отправьте файл снова вместе с заголовком."},
		{func() string { return LeftBehindText([]string{"X-Team", "X-Case"}) }, "These headers were given for the old server and are not sent to the new one: X-Team, X-Case. To send them there too, name them with: sendoff change JOB --header 'NAME: VALUE'", "Эти заголовки были указаны для прежнего сервера и новому не отправляются: X-Team, X-Case. Чтобы отправлять их и туда, укажите их снова: sendoff change JOB --header 'NAME: VALUE'"},
	})
}

// TestWordsOfADisplacedQueue: what became of a queue file that another program removed or replaced.
func TestWordsOfADisplacedQueue(t *testing.T) {
	checkSaid(t, []said{
		{
			func() string { return DisplacedText("/home/ines/.local/share/sendoff", "") },
			"Another program removed the list of uploads in /home/ines/.local/share/sendoff while Sendoff worked on it. Sendoff has written it anew, and nothing is lost.",
			"Другая программа удалила список выгрузок в папке /home/ines/.local/share/sendoff, пока Sendoff с ним работал. Sendoff записал его заново, ничего не потеряно.",
		},
		{
			func() string { return DisplacedText("/home/ines/q", "/home/ines/q/queue.db.other-20260504T120000.000") },
			"Another program replaced the list of uploads in /home/ines/q while Sendoff worked on it. Sendoff goes on with its own; the other one is now called queue.db.other-20260504T120000.000.",
			"Другая программа подменила список выгрузок в папке /home/ines/q, пока Sendoff с ним работал. Sendoff продолжает со своим; другой теперь называется queue.db.other-20260504T120000.000.",
		},
	})
}
