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

// Curl writes a note's request as a curl command for a Unix shell; "" if the note is of no request. A fragment's
// bytes are read from the local file. Credentials are left out. Possible secrets in the address are shown as "...",
// as in the transcript.
func Curl(j *transfer.Job, n bits.Note) string {
	u, err := url.Parse(j.Target.URL)
	if n.Packet == "" || n.Kind != bits.NoteSent || err != nil {
		return ""
	}
	own, _ := j.Target.Headers.List() // checked with the job; a secret one shows no value
	client := bits.Client{URL: u, Name: j.Name(), Override: j.Target.Override, Custom: own}
	shown := client.Show(n, j.Session)
	words := []string{"curl -i --http1.1"}
	if n.Packet != bits.GetReply { // GET is curl's default
		words = append(words, "-X "+shown.Method)
	}
	for _, name := range slices.Sorted(maps.Keys(shown.Header)) {
		words = append(words, "-H "+quoted(name+": "+shown.Header[name][0]))
	}
	body := bodyOf(j, n.Range)
	if body != "" { // curl adds headers of its own to it
		words = append(words, "-H 'Content-Type:' -H 'Expect:' --data-binary @-")
	}
	return body + strings.Join(append(words, quoted(shown.URL)), " ")
}

// bodyOf is the part of the command that cuts a fragment out of the file, including the pipe.
func bodyOf(j *transfer.Job, r bits.Range) string {
	if r == (bits.Range{}) || r.Len() == 0 {
		return ""
	}
	return fmt.Sprintf("tail -c +%d %s | head -c %d | ", r.First+1, quoted(j.Source.Path), r.Len())
}

// quoted quotes a word for a Unix shell. Bytes that the clipboard would lose, or that a terminal would act on, are
// escaped in the form of bash, zsh and ksh.
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

// escapedBytes are bytes as three-digit octal escapes, which end whatever follows.
func escapedBytes(s string) string {
	var out []byte
	for i := range len(s) {
		out = fmt.Appendf(out, `\%03o`, s[i])
	}
	return string(out)
}

// LastRequest is the newest note that Curl can write; ok is false if there is none.
func LastRequest(notes []bits.Note) (n bits.Note, ok bool) {
	for _, n := range slices.Backward(notes) {
		if n.Kind == bits.NoteSent && n.Packet != "" {
			return n, true
		}
	}
	return bits.Note{}, false
}
