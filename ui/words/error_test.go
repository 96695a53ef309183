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
)

// TestSystemErrorsInTheUsersLanguage: what each system says of a file or a connection is told in the user's language,
// and no sentence of the system's own is put into one of ours.
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

// TestWindowsNumbersHaveOurWords, which are translated.
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
