package transfer

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"sendoff/transfer/bits"
)

// TestOldLinesBecomeFacts goes through all that programs up to schema 2 wrote into transcripts.
func TestOldLinesBecomeFacts(t *testing.T) {
	const (
		sent, received, event = bits.NoteSent, bits.NoteReceived, bits.NoteEvent
		create, fragment      = bits.CreateSession, bits.Fragment
	)
	for _, c := range []struct {
		old  oldNote
		want bits.Note
	}{
		{oldNote{Kind: sent, Packet: create, Text: "http://h/x?... with X-Key: ..., X-Team: blue"}, bits.Note{Address: "http://h/x?...", Headers: "X-Key: ..., X-Team: blue"}},
		{oldNote{Kind: sent, Packet: bits.Ping, Text: "http://h/x"}, bits.Note{Address: "http://h/x"}},
		{oldNote{Kind: sent, Packet: bits.GetReply, Text: "http://h/r"}, bits.Note{Address: "http://h/r"}},
		{oldNote{Kind: sent, Packet: fragment, Text: "bytes 10-19/20", Count: 7}, bits.Note{Range: bits.Range{First: 10, Last: 19, Total: 20}, Count: 7}},
		{oldNote{Kind: sent, Packet: fragment, Text: "bytes */0"}, bits.Note{Range: bits.Range{First: 0, Last: -1}}},
		{oldNote{Kind: sent, Packet: bits.CloseSession, Text: "session {A}"}, bits.Note{Session: "{A}"}},
		{oldNote{Kind: sent, Packet: bits.CancelSession, Text: "no session"}, bits.Note{Text: "no session"}},
		{oldNote{Kind: received, Packet: create, Text: "200 Ack session {A} on host h"}, bits.Note{Status: 200, Ack: true, Session: "{A}", Host: "h"}},
		{oldNote{Kind: received, Packet: fragment, Text: "200 Ack received up to 20, a reply is ready", Took: time.Second}, bits.Note{Status: 200, Ack: true, Received: 20, Reply: true, Took: time.Second}},
		{oldNote{Kind: received, Packet: fragment, Text: "200 Ack received up to 20 or so"}, bits.Note{Status: 200, Ack: true, Text: "received up to 20 or so"}},
		{oldNote{Kind: received, Packet: bits.CloseSession, Text: "200 Ack"}, bits.Note{Status: 200, Ack: true}},
		{oldNote{Kind: received, Packet: bits.Ack, Text: "hello"}, bits.Note{Text: "hello"}},
		{oldNote{Kind: event, Packet: fragment, Text: "416 Ack out of step: the server has 5, going on from there"}, bits.Note{Event: bits.EventRewound, Status: 416, Ack: true, Received: 5}},
		{oldNote{Kind: event, Packet: bits.Ping, Text: "405"}, bits.Note{Event: bits.EventAnswered, Status: 405}},
		{oldNote{Kind: event, Packet: bits.GetReply, Text: "200 7 bytes from 3"}, bits.Note{Event: bits.EventAnswered, Status: 200, Length: 7, Offset: 3}},
		{oldNote{Kind: event, Packet: create, Text: "403 Forbidden 0x80070005 context 0x5"}, bits.Note{Event: bits.EventRefused, Status: 403, Ack: true, Code: 0x80070005, Context: 5}},
		{oldNote{Kind: event, Packet: create, Text: "502 Bad Gateway (not a BITS answer)"}, bits.Note{Event: bits.EventRefused, Status: 502}},
		{oldNote{Kind: event, Packet: create, Text: "599  (not a BITS answer)"}, bits.Note{Event: bits.EventRefused, Status: 599}},
		{oldNote{Kind: event, Packet: create, Text: "200 OK 0x80200022 context 0x0 the server chose another protocol"}, bits.Note{Event: bits.EventRefused, Status: 200, Ack: true, Code: 0x80200022, Flaw: bits.FlawProtocol}},
		{oldNote{Kind: event, Packet: create, Text: "200 OK 0x8020001B context 0x0 no usable session id"}, bits.Note{Event: bits.EventRefused, Status: 200, Ack: true, Code: 0x8020001B, Flaw: bits.FlawSession}},
		{oldNote{Kind: event, Packet: fragment, Text: "417 Expectation Failed (not a BITS answer) sent again without asking first"}, bits.Note{Event: bits.EventRefused, Status: 417, Flaw: bits.FlawExpect}},
		{oldNote{Kind: event, Packet: fragment, Text: "200 OK 0x8020001B context 0x0 the server wants to go on at a place that the file of 20 bytes does not have"}, bits.Note{Event: bits.EventRefused, Status: 200, Ack: true, Code: 0x8020001B, Flaw: bits.FlawBeyond, Range: bits.Range{Last: 19, Total: 20}}},
		{oldNote{Kind: event, Packet: bits.GetReply, Text: "206 Partial Content (not a BITS answer) the part of the reply that came is not the one asked for"}, bits.Note{Event: bits.EventRefused, Status: 206, Flaw: bits.FlawPart}},
		{oldNote{Kind: event, Packet: create, Text: "500 Internal Server Error of its own"}, bits.Note{Event: bits.EventRefused, Status: 500, Ack: true, Text: "of its own"}},
		{oldNote{Kind: event, Packet: create, Text: "dial tcp 127.0.0.1:9: connect: connection refused"}, bits.Note{Event: bits.EventLost, Failure: bits.FailedRefused, Text: "dial tcp 127.0.0.1:9: connect: connection refused"}},
		{oldNote{Kind: event, Packet: create, Text: "the connection was closed without an answer: EOF"}, bits.Note{Event: bits.EventLost, Failure: bits.FailedClosed, Text: "EOF"}},
		{oldNote{Kind: event, Packet: create, Text: "tls: nobody knows"}, bits.Note{Event: bits.EventLost, Text: "tls: nobody knows"}},
		{oldNote{Kind: event, Text: "several tries failed: the next one begins a new session"}, bits.Note{Event: bits.EventText, Text: "several tries failed: the next one begins a new session"}},
		{oldNote{Kind: event}, bits.Note{Event: bits.EventText}},
	} {
		c.want.Kind, c.want.Packet = c.old.Kind, c.old.Packet
		if got := c.old.facts(); got != c.want {
			t.Errorf("%s %q\nbecame %+v\nwant   %+v", c.old.Packet, c.old.Text, got, c.want)
		}
	}
	for text, want := range oldEvents {
		if got := (oldNote{Kind: event, Packet: fragment, Text: text}).facts(); got.Event != want || got.Text != "" {
			t.Errorf("%q became %+v", text, got)
		}
	}
	for text, want := range oldFailures {
		if got := (oldNote{Kind: event, Packet: fragment, Text: text}).facts(); got.Event != bits.EventLost || got.Failure != want || got.Text != "" {
			t.Errorf("%q became %+v", text, got)
		}
	}
}

// TestQueueOfTheSecondSchema opens a queue file of real uploads, cancels and faults that the last program with
// sentences in its transcripts left behind.
func TestQueueOfTheSecondSchema(t *testing.T) {
	if os.Getpagesize() != 4096 || binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		t.Skip("bbolt writes in the order and the pages of the machine")
	}
	dir := shelve(t, unpacked(t, "schema2.db.gz"), nil)
	lineage := lineageIn(t, dir)
	var first string
	for i := range 2 { // the second time there is nothing to bring up to date
		e := openIn(t, dir)
		all, err := e.Watch().Next(t.Context())
		if err != nil || len(all) != 23 || len(e.Notices()) != 0 {
			t.Fatalf("%d jobs, %v, %v", len(all), e.Notices(), err)
		}
		said := map[string]int{}
		var text strings.Builder
		for _, id := range slices.SortedFunc(maps.Keys(all), func(a, b uuid.UUID) int { return bytes.Compare(a[:], b[:]) }) {
			notes, err := e.Transcript(t.Context(), id)
			if err != nil || len(notes) == 0 {
				t.Fatalf("%s: %d lines, %v", id, len(notes), err)
			}
			for _, n := range notes {
				fmt.Fprintf(&text, "%+v\n", n)
				said[string(n.Kind)+string(n.Event)]++
				if n.Event == bits.EventText || n.At.IsZero() || n.Kind == bits.NoteReceived && (n.Status != 200 || n.Text != "") {
					t.Errorf("not understood: %+v", n)
				}
			}
		}
		for kind, want := range map[string]int{"eventsession_lost": 1, "eventrewound": 1, "eventsmaller": 5, "eventout_of_step": 1, "eventlost": 5} {
			if said[kind] != want {
				t.Errorf("%d lines of %s, want %d", said[kind], kind, want)
			}
		}
		if err := e.Close(); err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			first = text.String()
		} else if text.String() != first {
			t.Error("opened again, the transcripts are others")
		}
	}
	if now := lineageIn(t, dir); now != lineage { // else its copies would count as another queue's
		t.Errorf("the lineage %q became %q", lineage, now)
	}
}

func lineageIn(t *testing.T, dir string) (lineage string) {
	t.Helper()
	tamper(t, dir, func(tx *bbolt.Tx) error {
		lineage = string(tx.Bucket(bucketMeta).Get(keyLineage))
		return nil
	})
	return lineage
}

// unpacked is a file of testdata.
func unpacked(t *testing.T, name string) []byte {
	t.Helper()
	f, err := os.Open(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(z)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}
