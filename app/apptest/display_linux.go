package apptest

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// Display is a virtual display with its own window manager and session bus, on which the real program gets real
// input. Nothing of the user's is touched.
type Display struct {
	*Rig
	Env []string
	Bus *dbus.Conn
}

// busConfig is a session bus that starts no services: only what a test provides answers.
const busConfig = `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=/tmp</listen><policy context="default">
<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy></busconfig>`

// NeedTools skips a test if programs are missing; in continuous integration it fails.
func NeedTools(t testing.TB, tools ...string) {
	t.Helper()
	if testing.Short() {
		t.Skip("it takes a screen and some seconds")
	}
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") != "" {
				t.Fatalf("%v: make deps installs it", err)
			}
			t.Skipf("%v: make deps installs it", err)
		}
	}
}

// OpenDisplay opens the display of a rig.
func OpenDisplay(r *Rig, theme string) *Display {
	t := r.T
	t.Helper()
	NeedTools(t, "Xvfb", "openbox", "xdotool", "xprop", "import", "compare", "dbus-daemon")
	s := &Display{Rig: r}
	home := t.TempDir()
	run := filepath.Join(home, "run")
	if err := os.MkdirAll(run, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, v := range os.Environ() {
		name, _, _ := strings.Cut(v, "=")
		switch strings.ToUpper(name) {
		case "WAYLAND_DISPLAY", "HTTP_PROXY", "ALL_PROXY", "FYNE_SCALE", "LANGUAGE", "LC_MESSAGES", "LIBGL_ALWAYS_SOFTWARE":
		default:
			s.Env = append(s.Env, v)
		}
	}
	s.Env = append(s.Env, AsProgram+"=1", "HOME="+home, "XDG_RUNTIME_DIR="+run, "XDG_CONFIG_HOME="+home+"/.config",
		"XDG_DATA_HOME="+home+"/.local/share", "XDG_CACHE_HOME="+home+"/.cache", "FYNE_THEME="+theme,
		"LC_ALL=C.UTF-8", "LANG=C.UTF-8", "NO_AT_BRIDGE=1")
	// -noreset: without it the display restarts when its last client leaves.
	s.StartX("-screen", "0", "1280x800x24", "-noreset", "-nolisten", "tcp")
	s.StartBus(filepath.Join(home, "bus.conf"))
	s.Program("openbox")
	Eventually(t, "the start of the window manager", func() bool {
		said, err := s.Tool("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")
		return err == nil && strings.Contains(said, "window id")
	})
	return s
}

// StartX starts the display with Xvfb's arguments.
func (s *Display) StartX(args ...string) {
	s.T.Helper()
	number := s.announcing("Xvfb", append([]string{"-displayfd", "3"}, args...)...)
	s.Env = append(s.Env, "DISPLAY=:"+number)
}

// StartBus starts the session bus; its configuration is written to a file of that name.
func (s *Display) StartBus(config string) {
	s.T.Helper()
	if err := os.WriteFile(config, []byte(busConfig), 0o600); err != nil {
		s.T.Fatal(err)
	}
	address := s.announcing("dbus-daemon", "--config-file="+config, "--nofork", "--nopidfile", "--print-address=3")
	s.Env = append(s.Env, "DBUS_SESSION_BUS_ADDRESS="+address)
	bus, err := dbus.Connect(address)
	if err != nil {
		s.T.Fatal(err)
	}
	s.Bus = bus
	s.T.Cleanup(func() { _ = bus.Close() })
}

// Program starts another program on the display; it ends with the test.
func (s *Display) Program(name string, args ...string) *Child {
	s.T.Helper()
	c := &Child{Cmd: exec.Command(name, args...)} // not by the context, which ends before a failed test has collected everything
	c.Env, c.Stdout, c.Stderr = s.Env, &c.Out, &c.Err
	if err := c.Start(); err != nil {
		s.T.Fatal(err)
	}
	s.T.Cleanup(func() { _ = c.Process.Kill(); _ = c.Wait() })
	return c
}

// announcing starts a program that reports on its file descriptor 3 when it is ready, and returns that line.
func (s *Display) announcing(name string, args ...string) string {
	s.T.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		s.T.Fatal(err)
	}
	defer r.Close() //nolint:errcheck // only read
	cmd := exec.Command(name, args...)
	cmd.Env, cmd.ExtraFiles = s.Env, []*os.File{w}
	if err := cmd.Start(); err != nil {
		s.T.Fatal(err)
	}
	s.T.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	_ = w.Close()
	line, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		s.T.Fatalf("%s did not start: %v", name, err)
	}
	return strings.TrimSpace(line)
}

// Sendoff starts the program with a window, and waits for the window.
func (s *Display) Sendoff(args ...string) (*Child, string) {
	s.T.Helper()
	c := s.Program(os.Args[0], append([]string{"--dir", s.Dir}, args...)...)
	s.T.Cleanup(func() {
		if s.T.Failed() {
			s.T.Logf("the window's log:\n%s%s", c.Out.String(), c.Err.String())
			logs, _ := filepath.Glob(filepath.Join(s.Dir, "log", "*"))
			for _, l := range logs {
				text, _ := os.ReadFile(l)
				s.T.Logf("%s:\n%s", l, text)
			}
			s.KeepShot("failed")
		}
	})
	return c, s.Window("^Sendoff$")
}

// Window waits for a visible window by its title.
func (s *Display) Window(title string) string {
	s.T.Helper()
	var id string
	Eventually(s.T, "the window "+title, func() bool {
		out, _ := s.Tool("xdotool", "search", "--onlyvisible", "--name", title)
		id, _, _ = strings.Cut(strings.TrimSpace(out), "\n")
		return id != ""
	})
	return id
}

// Shows reports whether there is a visible window with the title.
func (s *Display) Shows(title string) bool {
	out, _ := s.Tool("xdotool", "search", "--onlyvisible", "--name", title)
	return strings.TrimSpace(out) != ""
}

// toolTime bounds the run of a tool: xdotool and import wait for a display without end.
const toolTime = 30 * time.Second

// Tool runs a program on the display and returns what it prints.
func (s *Display) Tool(name string, args ...string) (string, error) {
	ctx, stop := context.WithTimeout(s.T.Context(), toolTime)
	defer stop()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env, cmd.WaitDelay = s.Env, time.Second
	var out bytes.Buffer
	cmd.Stdout = &out
	err := cmd.Run()
	return out.String(), err
}

// Input sends mouse and keyboard input: commands of xdotool, which include pauses.
func (s *Display) Input(commands ...string) {
	s.T.Helper()
	var args []string
	for _, c := range commands {
		args = append(args, strings.Fields(c)...)
	}
	if out, err := s.Tool("xdotool", args...); err != nil {
		s.T.Fatalf("xdotool %v: %v %s", commands, err, out)
	}
}

// Activate focuses a window, and waits until it has the focus: an earlier key would be lost. xdotool's own waiting
// (--sync) never ends if the window manager misses the request.
func (s *Display) Activate(id string) {
	s.T.Helper()
	Eventually(s.T, "the keyboard's going to the window", func() bool {
		if _, err := s.Tool("xdotool", "windowactivate", id); err != nil {
			return false
		}
		focused, err := s.Tool("xdotool", "getwindowfocus")
		return err == nil && strings.TrimSpace(focused) == id
	})
}

// Place moves, resizes and raises a window, and waits for that. A new window may still request its own size, so the
// request is repeated.
func (s *Display) Place(id string, r image.Rectangle) {
	s.T.Helper()
	num := strconv.Itoa
	Eventually(s.T, "the new size of the window", func() bool {
		s.Input("windowsize "+id+" "+num(r.Dx())+" "+num(r.Dy()), "windowmove "+id+" "+num(r.Min.X)+" "+num(r.Min.Y))
		s.Activate(id)
		b := s.Picture(id).Bounds()
		return b.Dx() == r.Dx() && b.Dy() == r.Dy()
	})
}

// Picture is a window's picture; "root" is the whole screen.
func (s *Display) Picture(id string) image.Image {
	s.T.Helper()
	out, err := s.Tool("import", "-window", id, "png:-")
	if err != nil {
		s.T.Fatalf("picture of %s: %v", id, err)
	}
	img, err := png.Decode(strings.NewReader(out))
	if err != nil {
		s.T.Fatal(err)
	}
	return img
}

// KeepShot saves a picture of the screen for review.
func (s *Display) KeepShot(name string) {
	dir := os.Getenv("SENDOFF_SHOTS")
	if dir == "" {
		return
	}
	path := filepath.Join(dir, strings.ReplaceAll(s.T.Name(), "/", "-")+"-"+name+".png")
	ctx, stop := context.WithTimeout(context.WithoutCancel(s.T.Context()), toolTime) // a failed test's own context is over
	defer stop()
	shot := exec.CommandContext(ctx, "import", "-window", "root", path)
	shot.Env = s.Env
	if err := shot.Run(); err != nil {
		s.T.Log(err)
	}
}

// Calm waits until a window has stopped changing.
func (s *Display) Calm(id string) {
	s.T.Helper()
	var last string
	Eventually(s.T, "a window that stands still", func() bool {
		now, err := s.Tool("import", "-window", id, "rgb:-")
		same := err == nil && now == last
		last = now
		return same
	})
}

// Looks compares a window with a reviewed picture. Up to one pixel in 100 may differ visibly: text rendering
// differs a little between versions of a font library.
func (s *Display) Looks(id, name string) {
	s.T.Helper()
	s.Calm(id)
	reference := filepath.Join("testdata", "shots", name+".png")
	if os.Getenv("SENDOFF_UPDATE_SHOTS") != "" {
		s.Input("sleep 2")
		s.Calm(id)
		if _, err := s.Tool("import", "-window", id, "-strip", reference); err != nil {
			s.T.Fatal(err)
		}
		return
	}
	const tolerated = 0.01
	var share float64
	if !s.Soon(func() bool {
		share = s.differing(reference, id)
		return share <= tolerated
	}) {
		s.KeepShot(name)
		s.T.Errorf("%s: %.1f %% of the pixels differ from %s; look at it, and if it is right run the test with SENDOFF_UPDATE_SHOTS=1", name, 100*share, reference)
	}
}

// Soon waits some seconds until f is true, and reports whether it became so.
func (s *Display) Soon(f func() bool) bool {
	tick := time.NewTicker(200 * time.Millisecond)
	defer tick.Stop()
	for range 40 {
		if f() {
			return true
		}
		<-tick.C
	}
	return false
}

// differing is the share of a window's pixels that differ visibly from a picture; 1 if the sizes differ.
func (s *Display) differing(reference, id string) float64 {
	s.T.Helper()
	shot := filepath.Join(s.T.TempDir(), "shot.png")
	if _, err := s.Tool("import", "-window", id, shot); err != nil {
		s.T.Fatal(err)
	}
	ctx, stop := context.WithTimeout(s.T.Context(), toolTime)
	defer stop()
	cmd := exec.CommandContext(ctx, "compare", "-metric", "AE", "-fuzz", "12%", reference, shot, "null:")
	var out bytes.Buffer
	cmd.Stderr = &out
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && (!errors.As(err, &exit) || exit.ExitCode() > 1) {
		return 1
	}
	number, _, _ := strings.Cut(strings.TrimSpace(out.String()), " ")
	n, err := strconv.ParseFloat(number, 64)
	if err != nil {
		s.T.Fatalf("compare said %q", out.String())
	}
	b := s.Picture(id).Bounds()
	return n / float64(b.Dx()*b.Dy())
}

// Variable is a variable in the environment of the display's programs; the last of two counts.
func (s *Display) Variable(name string) string {
	for _, v := range slices.Backward(s.Env) {
		if value, ok := strings.CutPrefix(v, name+"="); ok {
			return value
		}
	}
	return ""
}
