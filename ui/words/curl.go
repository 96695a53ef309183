package words

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"sendoff/transfer"
	"sendoff/transfer/bits"
)

// Curl writes the request that a note tells of as a command line for curl, to be pasted into a Unix
// shell; "" if the note is of no request. A fragment takes its bytes from the file on this computer.
// What a sign-in would add is left out: it is a secret. What may be one in the address stands as "...", as in
// the transcript.
func Curl(j *transfer.Job, n bits.Note) string {
	u, err := url.Parse(j.Target.URL)
	if n.Packet == "" || n.Kind != bits.NoteSent || err != nil {
		return ""
	}
	own, _ := j.Target.Headers.List() // they were checked with the job; a secret one shows no value
	client := bits.Client{URL: u, Name: j.Name(), Override: j.Target.Override, Custom: own}
	shown := client.Show(n, j.Session)
	words := []string{"curl -i --http1.1"}
	if n.Packet != bits.GetReply { // curl asks with GET by itself
		words = append(words, "-X "+shown.Method)
	}
	for _, name := range slices.Sorted(maps.Keys(shown.Header)) {
		words = append(words, "-H "+quoted(name+": "+shown.Header[name][0]))
	}
	body := bodyOf(j, n.Range)
	if body != "" { // curl sets headers of its own with it
		words = append(words, "-H 'Content-Type:' -H 'Expect:' --data-binary @-")
	}
	return body + strings.Join(append(words, quoted(shown.URL)), " ")
}

// bodyOf is the part of the command that cuts a fragment out of the file, up to the pipe.
func bodyOf(j *transfer.Job, r bits.Range) string {
	if r == (bits.Range{}) || r.Len() == 0 {
		return ""
	}
	return fmt.Sprintf("tail -c +%d %s | head -c %d | ", r.First+1, quoted(j.Source.Path), r.Len())
}

// quoted writes a word for a Unix shell. Where bytes would be lost on the clipboard, or do something in the
// terminal that it is pasted into, it is in the form that bash, zsh and ksh have for that.
func quoted(s string) string {
	if !strings.ContainsFunc(s, Doubtful) {
		return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
	}
	var out strings.Builder
	out.WriteString("$'")
	for i, c := range s {
		size := utf8.RuneLen(c)
		if c == utf8.RuneError && !strings.HasPrefix(s[i:], "\ufffd") {
			size = 1
		}
		switch whole := s[i : i+size]; {
		case c == '\'' || c == '\\':
			out.WriteString(`\` + whole)
		case Doubtful(c):
			out.WriteString(escapedBytes(whole))
		default:
			out.WriteString(whole)
		}
	}
	return out.String() + "'"
}

// escapedBytes are bytes in octal, which ends after three digits whatever follows.
func escapedBytes(s string) string {
	var out []byte
	for i := range len(s) {
		out = fmt.Appendf(out, `\%03o`, s[i])
	}
	return string(out)
}

// LastRequest is the newest note that curlOf can write; ok is false if there is none.
func LastRequest(notes []bits.Note) (n bits.Note, ok bool) {
	for _, n := range slices.Backward(notes) {
		if n.Kind == bits.NoteSent && n.Packet != "" {
			return n, true
		}
	}
	return bits.Note{}, false
}
