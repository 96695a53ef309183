package manual

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
)

// uploading is shared by two of the sample's commands.
type uploading struct {
	To       string   `required:"" placeholder:"URL" help:"Where to: a folder's address, or the file's own."`
	Priority string   `default:"normal" enum:"high,normal,low" help:"high, normal or low."`
	Reply    string   `placeholder:"FILE" type:"path" help:"Save the reply."`
	Files    []string `arg:"" name:"file" help:"Files to upload."`
}

// sample has each kind of flag and argument, and words that are special in shells.
type sample struct {
	Dir     string `placeholder:"DIR" type:"path" help:"Folder of the queue."`
	Verbose bool   `short:"v" help:"Print the log [all of it]."`

	Window struct {
		Files []string `arg:"" optional:"" name:"file"`
	} `cmd:"" default:"withargs" help:"Open the window."`
	Upload uploading `cmd:"" help:"Add files; it waits, don't worry."`
	Add    uploading `cmd:"" help:".add \"quoted\" \\n and 100% $HOME 'said'."`
	Cancel struct {
		All  bool          `help:"All."`
		Wait time.Duration `default:"30s" help:"How long."`
		Jobs []string      `arg:"" name:"job"`
	} `cmd:"" help:"Cancel jobs."`
	Forget struct {
		Jobs []string `arg:"" name:"job"`
	} `cmd:"" history:"" help:"Forget jobs."`
	Serve struct {
		Folder string `arg:"" name:"dir" type:"existingdir"`
	} `cmd:"" help:"Receive."`
	Secret struct{} `cmd:"" hidden:"" help:"For packages."`
}

func model(t *testing.T) *kong.Application {
	t.Helper()
	parser, err := kong.New(&sample{}, kong.Name("sendoff"), kong.Description("Uploads files."))
	if err != nil {
		t.Fatal(err)
	}
	return parser.Model
}

func written(t *testing.T, write func(io.Writer, *kong.Application) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b, model(t)); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(strings.ToLower(b.String()), "secret") {
		t.Error("shows a hidden command")
	}
	return b.String()
}

func installed(t *testing.T, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("no %s here", name)
	}
	return path
}

func TestManPage(t *testing.T) {
	man := installed(t, "man")
	page := written(t, func(w io.Writer, app *kong.Application) error {
		return Man(w, app, Cover{
			Version: "1.2.3", Summary: "upload files", Date: time.Unix(1700000000, 0),
			Sections: []Section{{Title: "FILES", Text: "All are in ~/x.", Entries: [][2]string{{"queue.db", ".hidden 'text'"}}}},
		})
	})
	path := filepath.Join(t.TempDir(), "sendoff.1")
	if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), man, "--warnings", "--local-file", path)
	cmd.Env = append(os.Environ(), "MANWIDTH=100", "LC_ALL=C.UTF-8", "MAN_KEEP_FORMATTING=")
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil || errs.Len() > 0 {
		t.Fatalf("man: %v\n%s", err, errs.String())
	}
	for _, want := range []string{
		"sendoff - upload files", "2023-11-14", "sendoff 1.2.3", "--priority high|normal|low", "--wait 30s", "--verbose, -v",
		`.add "quoted" \n and 100% $HOME 'said'.`, "All are in ~/x.", ".hidden 'text'", "forget <job> ...",
	} {
		if !strings.Contains(string(out), want) {
			t.Errorf("the page lacks %q:\n%s", want, out)
		}
	}
}

// home is a folder with files to complete, and a program that lists jobs.
func home(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, mode := range map[string]os.FileMode{"film one.mkv": 0o600, "films/x": 0o600, "sendoff": 0o700} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		text := `#!/bin/sh
printf '{"id":"0193-a","name":"first.bin","x":1}\n'
case "$*" in *--all*) printf '{"id":"0193-b","name":"ended.bin","x":1}\n' ;; esac
case "$*" in *"--dir q"*) printf '{"id":"0193-q","name":"other.bin","x":1}\n' ;; esac
`
		if err := os.WriteFile(path, []byte(text), mode); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// questions are lines to complete, with what must and must not be offered.
var questions = []struct {
	line     string // the cursor is at its last word
	has, not []string
}{
	{"sendoff up", []string{"upload"}, []string{"add", "film one.mkv"}},
	{"sendoff ", []string{"upload", "cancel", "serve"}, []string{"secret"}},
	{"sendoff fil", []string{"film one.mkv"}, []string{"upload"}},
	{"sendoff upload --pri", []string{"--priority"}, []string{"--reply"}},
	{"sendoff upload --priority ", []string{"high", "normal", "low"}, []string{"upload", "--to"}},
	{"sendoff upload --to x fil", []string{"film one.mkv"}, nil},
	{"sendoff -v upload --to cancel fil", []string{"film one.mkv"}, []string{"0193-a"}},
	{"sendoff cancel --wait 3s 01", []string{"0193-a"}, []string{"0193-b"}},
	{"sendoff forget 01", []string{"0193-a", "0193-b"}, nil},
	{"sendoff --dir q cancel 01", []string{"0193-q"}, nil},
	{"sendoff serve fil", []string{"films"}, []string{"film one.mkv"}},
}

// ask makes a shell complete a line and returns what it offers.
func ask(t *testing.T, dir, shell string, args ...string) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, shell, args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "HOME="+dir, "XDG_DATA_HOME="+dir, "XDG_CONFIG_HOME="+dir, "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v\n%s", args, err, out)
	}
	var offers []string
	for line := range strings.Lines(string(out)) {
		word, _, _ := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		offers = append(offers, strings.TrimSuffix(word, "/"))
	}
	return offers
}

func answer(t *testing.T, line string, offers, has, not []string) {
	t.Helper()
	for _, want := range has {
		if !slices.Contains(offers, want) {
			t.Errorf("%q: does not offer %q but %q", line, want, offers)
		}
	}
	for _, bad := range not {
		if slices.Contains(offers, bad) {
			t.Errorf("%q: offers %q", line, bad)
		}
	}
}

func TestBash(t *testing.T) {
	bash, dir := installed(t, "bash"), home(t)
	script := written(t, Bash) + `
COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
compopt() { :; }
_sendoff
printf '%s\n' "${COMPREPLY[@]}"
`
	for _, q := range questions {
		args := append([]string{"--norc", "-uc", script, "bash"}, strings.Split(q.line, " ")...)
		answer(t, q.line, ask(t, dir, bash, args...), q.has, q.not)
	}
	line := "sendoff upload --priority=hi" // readline passes it as three words
	args := []string{"--norc", "-uc", script, "bash", "sendoff", "upload", "--priority", "=", "hi"}
	answer(t, line, ask(t, dir, bash, args...), []string{"high"}, []string{"low"})
}

func TestFish(t *testing.T) {
	fish, dir := installed(t, "fish"), home(t)
	script := written(t, Fish) + "\ncomplete -C $argv[1]\n"
	for _, q := range questions {
		answer(t, q.line, ask(t, dir, fish, "--no-config", "-c", script, q.line), q.has, q.not)
	}
}

// TestZsh types into a terminal: zsh completes nowhere else.
func TestZsh(t *testing.T) {
	zsh, dir := installed(t, "zsh"), home(t)
	functions := filepath.Join(dir, "functions")
	if err := os.Mkdir(functions, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(functions, "_sendoff"), []byte(written(t, Zsh)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, q := range questions {
		answer(t, q.line, ask(t, dir, zsh, "-fc", zshTerminal, "zsh", functions, q.line), q.has, q.not)
	}
}

// zshTerminal makes a shell in a terminal complete a line, and prints the offered words: they all pass through
// compadd, which is wrapped to print them.
const zshTerminal = `
zmodload zsh/zpty
zpty shell zsh -f
zpty -w shell "fpath=($1 \$fpath); autoload -Uz compinit; compinit -u -D; PROMPT= RPROMPT="
zpty -w shell 'compadd() { local -a hits; [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]] || { builtin compadd -A hits "$@"; print -rl -- "<offer>"${^hits}; }; builtin compadd "$@" }'
zpty -w shell 'asked() { zle complete-word; print "<end>"; exit }; zle -C complete-word complete-word _main_complete; zle -N asked; bindkey "^I" asked; print "<rea""dy>"'
text=
while zpty -r shell part; do text+=$part; [[ $text == *"<ready>"* ]] && break; done
zpty -n -w shell "$2"$'\t'
text=
while zpty -r shell part; do text+=$part; [[ $text == *"<end>"* ]] && break; done
for line in ${(f)text}; do
    [[ $line == *"<offer>"* ]] && print -r -- ${(Q)${${line##*<offer>}%%$'\r'*}}
done
true
`
