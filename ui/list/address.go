package list

import (
	"net/url"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/safefile"
	"sendoff/ui/words"
)

// Below are the unfinished uploads to addresses that begin with folder.
func (m *Model) Below(folder string) []uuid.UUID {
	return IDs(m.Order, func(j *transfer.Job) bool { return CanCancel(j) && strings.HasPrefix(j.Target.URL, folder) })
}

// AddressFolder is an address up to its last slash.
func AddressFolder(address string) string {
	plain, _, _ := strings.Cut(address, "?")
	return FolderOf(plain)
}

// LastName is the decoded file name at the end of an address.
func LastName(address string) string { return transfer.Target{URL: address}.Name() }

// freshName proposes another name: "survey (2).zip" for "survey.zip".
func freshName(name string) string {
	ext := path.Ext(name)
	if ext == name { // ".profile" has no extension
		ext = ""
	}
	return strings.TrimSuffix(name, ext) + " (2)" + ext
}

// OfferedName is the dialog's first proposal: the name without unusual characters if they may be why it was
// refused, else a new name.
func OfferedName(j *transfer.Job) string {
	name := LastName(j.Target.URL)
	if f := j.Fault; f != nil && f.Kind == transfer.KindBadName {
		if plain := PlainName(name); plain != name {
			return plain
		}
	}
	if strings.ContainsFunc(name, words.Doubtful) { // the field would draw it as it is
		name = PlainName(name)
	}
	return freshName(name)
}

// PlainName replaces what servers may refuse in a name: "50_.txt" for "50%.txt".
func PlainName(name string) string {
	odd := string(transfer.OddCharacters(name))
	plain := strings.Map(func(c rune) rune {
		if words.Hostile(c) || safefile.Unseen(c) || c == utf8.RuneError || strings.ContainsRune(odd, c) {
			return '_'
		}
		return c
	}, strings.Trim(name, ". "))
	if len(plain) > safefile.MaxName {
		plain = shortened(plain)
	}
	if plain == "" || safefile.DeviceName(plain) {
		return "_" + plain
	}
	return plain
}

// shortened cuts characters out of a name, before its extension, until it has room for a number.
func shortened(name string) string {
	const room = 16
	ext := path.Ext(name)
	if len(ext) > safefile.MaxName/2 {
		ext = ""
	}
	most := safefile.MaxName - room - len(ext)
	for !utf8.RuneStart(name[most]) {
		most--
	}
	return name[:most] + ext
}

// OfferedAddress is the dialog's first proposal: the address that the server redirects to, else the current one.
func OfferedAddress(j *transfer.Job) string {
	if f := j.Fault; f != nil && f.Kind == transfer.KindRedirect {
		base, err := url.Parse(j.Target.URL)
		to, ok := headValue(f.Head, bits.HeaderLocation)
		if u, parsed := url.Parse(to); err == nil && parsed == nil && ok && !strings.Contains(to, "...") {
			return base.ResolveReference(u).String()
		}
	}
	return j.Target.URL
}

// headValue finds a header in transfer.Fault.Head.
func headValue(head, name string) (string, bool) {
	for line := range strings.SplitSeq(head, "\n") {
		if n, v, ok := strings.Cut(line, ": "); ok && strings.EqualFold(n, name) {
			return v, true
		}
	}
	return "", false
}

// Completed puts https:// before an address without a scheme, such as files.example.com/drop. guessed reports that it
// did; a text that is no such address stays as it is.
func Completed(text string) (address string, guessed bool) {
	text = strings.TrimSpace(text)
	host := text
	if end := strings.IndexAny(text, "/?#"); end >= 0 {
		host = text[:end]
	}
	if strings.Contains(text, "://") || !strings.ContainsAny(host, ".:") && host != "localhost" {
		return text, false
	}
	if _, err := transfer.CheckURL("https://" + text); err != nil {
		return text, false
	}
	return "https://" + text, true
}

// FolderOf cuts the file name off an address.
func FolderOf(address string) string {
	at := strings.Index(address, "://")
	if at < 0 {
		return ""
	}
	if end := strings.LastIndexByte(address[at+3:], '/'); end >= 0 {
		return address[:at+3+end+1]
	}
	return address + "/"
}

// ServerName makes a short name of an address: its host and path.
func ServerName(address string) string {
	_, rest, _ := strings.Cut(address, "://")
	return words.HostText(strings.TrimSuffix(rest, "/"))
}
