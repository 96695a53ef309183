package receiver

import (
	"errors"
	"os"
	"strings"
	"testing"

	"sendoff/transfer/bits"
)

// digestOfEight is the Repr-Digest of "01234567", by sha256sum.
const digestOfEight = "sha-256=:kkWSubED8U+DP6r7Z/SAaR8BmIqkV8AGF2n1jNRzEbw=:"

// wantDigest sends a packet and checks the digest in its Ack.
func (g *rig) wantDigest(s step, want string) {
	g.t.Helper()
	if got := g.do(s).Get(bits.HeaderReprDigest); got != want {
		g.t.Errorf("%s %s: %s is %q, want %q", s.packet, s.rng, bits.HeaderReprDigest, got, want)
	}
}

// TestDigestOfWhatArrived: the last fragment and Close-Session are acknowledged with the SHA-256 of the file, whatever
// its fragments were and however often the receiver was started anew; other packets are not.
func TestDigestOfWhatArrived(t *testing.T) {
	g := start(t, Options{})
	if got := g.do(create).Get(bits.HeaderWantReprDigest); got != bits.WantDigest {
		t.Errorf("announced is %q", got)
	}
	g.wantDigest(part("0-3/8", "0123", "4"), "")
	g.restart()
	g.wantDigest(part("2-4/8", "xx4", "5"), "") // what it has is not hashed again
	g.wantDigest(step{packet: "Fragment", rng: "6-7/8", body: "67", status: 416, received: "5"}, "")
	g.restart()
	g.wantDigest(part("5-7/8", "567", "8"), digestOfEight)
	g.restart()
	g.wantDigest(part("6-7/8", "67", "8"), digestOfEight)
	g.wantDigest(closing, digestOfEight)
	g.restart()
	g.wantDigest(closing, digestOfEight) // its Ack was lost
	g.wantFile("a.bin", "01234567")

	g.do(create2("/empty.bin"))
	g.wantDigest(step{packet: "Fragment", path: "/empty.bin", rng: "*/0", status: 200, received: "0"}, "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:")
	g.do(create2("/cancelled.bin"))
	g.do(step{packet: "Fragment", path: "/cancelled.bin", rng: "0-7/8", body: "01234567", status: 200, received: "8"})
	g.wantDigest(step{packet: "Cancel-Session", path: "/cancelled.bin", status: 200}, "")
	g.do(create2("/unfinished.bin"))
	g.do(step{packet: "Fragment", path: "/unfinished.bin", rng: "0-3/8", body: "0123", status: 200, received: "4"})
	g.wantDigest(step{packet: "Close-Session", path: "/unfinished.bin", status: 200}, "")
}

func create2(path string) step { return step{packet: "Create-Session", path: path, status: 200} }

// TestDigestNotKnown: an upload gets no digest rather than a wrong one: where the disk lost acknowledged bytes, and
// where the record is of a time without digests. From offset 0 on it is known again.
func TestDigestNotKnown(t *testing.T) {
	for name, c := range map[string]struct {
		happens func(g *rig) error
		after   []step
		want    string
	}{
		"nothing happened": {func(*rig) error { return nil }, []step{part("4-7/8", "4567", "8")}, digestOfEight},
		"bytes that do not count are cut off": {
			func(g *rig) error { return appendTo(g.stem()+dataSuffix, "x") }, []step{part("4-7/8", "4567", "8")}, digestOfEight,
		},
		"acknowledged bytes are lost": {func(g *rig) error { return os.Truncate(g.stem()+dataSuffix, 2) }, []step{part("2-7/8", "234567", "8")}, ""},
		"all are lost":                {func(g *rig) error { return os.Truncate(g.stem()+dataSuffix, 0) }, []step{part("0-7/8", "01234567", "8")}, digestOfEight},
		"a record without the state of the hash": {
			func(g *rig) error {
				text, err := os.ReadFile(g.stem() + recordSuffix)
				before, _, found := strings.Cut(string(text), `"hash":"c2hh`)
				if !found {
					return errors.Join(err, errors.New("the record has no state"))
				}
				before = before[:strings.LastIndex(before, "\n")+1]
				return os.WriteFile(g.stem()+recordSuffix, []byte(before+`{"received":4,"total":8,"touched":"2099-01-01T00:00:00Z"}`+"\n"), 0o600)
			},
			[]step{part("4-7/8", "4567", "8")},
			"",
		},
		"a record that an older program went on with": {
			func(g *rig) error {
				return errors.Join(appendTo(g.stem()+dataSuffix, "45"), appendTo(g.stem()+recordSuffix, "\n"+`{"received":6}`+"\n"))
			},
			[]step{part("6-7/8", "67", "8")},
			"",
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := start(t, Options{})
			g.run(create, part("0-3/8", "0123", "4"))
			g.stop()
			if err := c.happens(g); err != nil {
				t.Fatal(err)
			}
			g.open()
			last := len(c.after) - 1
			g.run(c.after[:last]...)
			g.wantDigest(c.after[last], c.want)
			g.wantDigest(closing, c.want)
			g.wantFile("a.bin", "01234567")
		})
	}
}
