//go:build !nowindow

package main

import (
	"encoding/xml"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"sendoff/app/cli"
	"sendoff/app/desktop"
)

// fromToml is a value of FyneApp.toml, the source of version and ID.
func fromToml(t *testing.T, key string) string {
	t.Helper()
	text := read(t, "../FyneApp.toml")
	found := regexp.MustCompile(`(?m)^` + key + ` = "(.*)"$`).FindStringSubmatch(text)
	if found == nil {
		t.Fatalf("FyneApp.toml has no %s", key)
	}
	return found[1]
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// TestOneVersion: every place with a version agrees with FyneApp.toml, from which the packages take theirs.
func TestOneVersion(t *testing.T) {
	want := fromToml(t, "Version")
	r := newRig(t)
	if out, _ := r.Run(cli.ExitDone, "version"); !strings.HasPrefix(out, "sendoff "+want+" ") {
		t.Errorf("sendoff version: %q, want %s", out, want)
	}
	if m := desktop.Metadata(version); m.Version != want || m.ID != fromToml(t, "ID") || m.Name != fromToml(t, "Name") {
		t.Errorf("the window is %q %q %q", m.ID, m.Name, m.Version)
	}
	if out, _ := r.Run(cli.ExitDone, "manual", "man"); !strings.Contains(out, `"sendoff `+strings.ReplaceAll(want, "-", `\-`)+`"`) {
		t.Error("the man page is of another version")
	}
}

// TestOneUserAgent: a job and the server test send the same User-Agent.
func TestOneUserAgent(t *testing.T) {
	var mu sync.Mutex // requests may be concurrent
	var agents []string
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		agents = append(agents, q.UserAgent())
		w.WriteHeader(http.StatusNotFound)
	}))
	t.Cleanup(s.Close)
	r := newRig(t)
	r.Run(cli.ExitFailed, "upload", "--to", s.URL+"/", r.File("a.bin", 30))
	uploads := len(agents)
	r.Run(cli.ExitFailed, "test", s.URL+"/")
	want := "Sendoff/" + fromToml(t, "Version")
	if uploads == 0 || len(agents) == uploads || slices.ContainsFunc(agents, func(a string) bool { return a != want }) {
		t.Errorf("they call themselves %q, want %q", agents, want)
	}
}

// TestMetainfo: in the data for software centres the newest release is this version, and all names contain the ID.
func TestMetainfo(t *testing.T) {
	id := fromToml(t, "ID")
	var c struct {
		ID         string   `xml:"id"`
		Launchable string   `xml:"launchable"`
		Images     []string `xml:"screenshots>screenshot>image"`
		Releases   []struct {
			Version string `xml:"version,attr"`
			Date    string `xml:"date,attr"`
		} `xml:"releases>release"`
	}
	if err := xml.Unmarshal([]byte(read(t, "../packaging/linux/"+id+".metainfo.xml")), &c); err != nil {
		t.Fatal(err)
	}
	if c.ID != id || c.Launchable != id+".desktop" || id != desktop.AppID {
		t.Errorf("ID %q, starts %q", c.ID, c.Launchable)
	}
	// A tilde sorts before the release, in Debian, RPM and AppStream.
	if want := strings.Replace(fromToml(t, "Version"), "-", "~", 1); len(c.Releases) == 0 || c.Releases[0].Version != want || c.Releases[0].Date == "" {
		t.Errorf("releases %+v, want %s first", c.Releases, want)
	}
	for _, image := range c.Images {
		_, file, _ := strings.Cut(image, "/main/")
		if _, err := os.Stat("../" + file); err != nil || file == "" {
			t.Errorf("%s shows no file of the repository: %v", image, err)
		}
	}
	if entry := read(t, "../packaging/linux/"+id+".desktop"); !strings.Contains(entry, "\nIcon="+id+"\n") || !strings.Contains(entry, "\nStartupWMClass="+fromToml(t, "Name")+"\n") {
		t.Error("the desktop entry names another icon or window")
	}
}
