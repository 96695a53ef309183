package words

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
	"sendoff/transfer/identity"
	"sendoff/transfer/proxies"
	"sendoff/transfer/source"
)

// Said is an error whose text is complete sentences.
type Said string

func (s Said) Error() string { return string(s) }

// ErrorText explains an error to the user in one or more sentences.
func ErrorText(err error) string { return PlainLines(errorWords(err)) }

func errorWords(err error) string {
	if err == nil {
		return ""
	}
	var said Said
	if errors.As(err, &said) {
		return string(said)
	}
	var address *transfer.AddressError
	if errors.As(err, &address) {
		return AddressText(address.Why)
	}
	if card := asCard(err); card != nil {
		return cardText(card)
	}
	if own, ok := errors.AsType[*identity.Error](err); ok {
		return ownText(own)
	}
	var proxy *proxies.Error
	if errors.As(err, &proxy) {
		return proxyErrorText(proxy)
	}
	var flawed *source.Error
	if errors.As(err, &flawed) {
		f := transfer.FaultOf(flawed)
		f.Final = true
		j := transfer.Job{Source: source.File{Path: flawed.Path}}
		return FaultSentence(&f, &j)
	}
	var reply *transfer.ReplyPathError
	if errors.As(err, &reply) {
		return replyPathText(reply)
	}
	var custom *bits.CustomError
	if errors.As(err, &custom) {
		return customText(custom)
	}
	var storage *transfer.StorageError
	if errors.As(err, &storage) && storage.Damaged() {
		return fmt.Sprintf(Tr("The queue on this computer is damaged and cannot be saved. Close Sendoff and start it again: it restores what can be read. (%s)"), systemText(storage.Err))
	}
	if storage != nil {
		return fmt.Sprintf(Tr("The queue cannot be saved on this computer; its disk may be full. Make room, then try again. (%s)"), systemText(storage.Err))
	}
	for known, text := range refusals {
		if errors.Is(err, known) {
			return Tr(text)
		}
	}
	return sentence(systemText(err))
}

// systemWords are the messages of operating systems about files and connections.
var systemWords = []string{
	Mark("permission denied"), Mark("no such file or directory"), Mark("no space left on device"),
	Mark("read-only file system"), Mark("file exists"), Mark("is a directory"), Mark("not a directory"),
	Mark("connection refused"), Mark("connection reset by peer"), Mark("address already in use"),
	Mark("network is unreachable"), Mark("no route to host"), Mark("i/o timeout"), Mark("no such host"),
	Mark("too many open files"), Mark("input/output error"), Mark("disk quota exceeded"),
}

// windowsWords are the systemWords for Windows error numbers. Windows itself has whole sentences for them, in
// English or in its own language.
var windowsWords = map[syscall.Errno]string{
	2: "no such file or directory", 3: "no such file or directory", 5: "permission denied", 39: "no space left on device",
	112: "no space left on device", 19: "read-only file system", 80: "file exists", 183: "file exists", 267: "not a directory",
	4: "too many open files", 10024: "too many open files", 10061: "connection refused", 10054: "connection reset by peer",
	10048: "address already in use", 10051: "network is unreachable", 10065: "no route to host", 10060: "i/o timeout",
	11001: "no such host", 1117: "input/output error", 1295: "disk quota exceeded",
}

// systemText is an error's text, with the system's message at its end translated. It has no full stop, since it is
// put into other sentences.
func systemText(err error) string {
	said := err.Error()
	var number syscall.Errno
	if runtime.GOOS == "windows" && errors.As(err, &number) {
		if before, ok := strings.CutSuffix(said, number.Error()); ok && windowsWords[number] != "" {
			said = before + windowsWords[number]
		}
		said = strings.TrimSuffix(said, ".")
	}
	for _, words := range systemWords {
		if before, ok := strings.CutSuffix(said, words); ok {
			return before + Tr(words)
		}
	}
	return said
}

// refusals explain commands that are refused.
var refusals = map[error]string{
	transfer.ErrEmpty:      Mark("No file is named. Name at least one."),
	transfer.ErrNoJob:      Mark("There is no such upload any more."),
	transfer.ErrUnfinished: Mark("The upload is still in the queue: cancel it first."),
	transfer.ErrEnded:      Mark("The upload has ended or is being cancelled."),
	transfer.ErrOverruled:  Mark("The upload was not started over: it was cancelled, paused or changed after that was asked for."),
	ErrClipboardSilent:     Mark("Nothing was added: the program in which the files were copied does not answer. Copy them once more, or drop them on the window."),
	ErrClipboardLong:       Mark("Nothing was added: more than 16 MB of names were copied. Copy the folder that the files are in, or drop it on the window."),
	ErrClipboardStrange:    Mark("Nothing was added: what was copied cannot be understood. Drop the files on the window, or choose them."),
	cards.ErrNoCard:        Mark("There is no server of this name. sendoff server list shows them."),
	cards.ErrNoFile:        Mark("This file is no card of a server."),
	cards.ErrFileNewer:     Mark("The card was made by a newer Sendoff. Update this one, or ask for an older card."),
	cards.ErrFileSize:      Mark("The file is larger than the card of a server can be."),
	bits.ErrFingerprint:    Mark("A fingerprint has 64 hexadecimal digits: the SHA-256 of the certificate."),
}

// sentence capitalises an error's lower-case text and ends it with a full stop.
func sentence(s string) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) == 0 {
		return Tr("Something failed without saying why.")
	}
	s = strings.ToUpper(string(r[:1])) + string(r[1:])
	if strings.HasSuffix(s, ".") {
		return s
	}
	return s + "."
}

// AddressText says what is wrong with an address and what would be right.
func AddressText(why transfer.AddressFlaw) string {
	switch why {
	case transfer.AddressEmpty:
		return Tr("Type the address to upload to, such as https://files.example.com/drop/.")
	case transfer.AddressSyntax:
		return Tr("This is not an address. It must look like https://files.example.com/drop/.")
	case transfer.AddressScheme:
		return Tr("The address must begin with http:// or https://.")
	case transfer.AddressHost:
		return Tr("The address names no server. It must look like https://files.example.com/drop/.")
	case transfer.AddressName:
		return Tr("No server can have the name in the address: it holds characters that names of servers do not.")
	case transfer.AddressZone:
		return Tr("Write the name of the network interface behind %25, such as http://[fe80::1%25eth0]:8080/.")
	case transfer.AddressPort:
		return Tr("The number after the colon in the address is no port: it must be 1 to 65535.")
	case transfer.AddressSecret:
		return Tr("Take the user name and password out of the address. They would be stored and shown with it.")
	case transfer.AddressFragment:
		return Tr("Take out the # and what follows it. That part of an address never reaches a server.")
	case transfer.AddressLong:
		return Tr("The address is too long: at most 2,200 characters, and 260 for each name in it.")
	}
	return Tr("This address cannot be used.")
}

// LeftBehindText names the user's own headers that are not sent to another server.
func LeftBehindText(names []string) string {
	return fmt.Sprintf(Tr("These headers were given for the old server and are not sent to the new one: %s. To send them there too, name them with: sendoff change JOB --header 'NAME: VALUE'"), strings.Join(names, ", "))
}

// replyPathText says why a reply cannot be saved at a path.
func replyPathText(e *transfer.ReplyPathError) string {
	path, why := e.Path, e.Err
	if system, ok := errors.AsType[*fs.PathError](e.Err); ok {
		path, why = system.Path, system.Err
	}
	if errors.Is(why, fs.ErrExist) {
		return fmt.Sprintf(Tr("The reply cannot be fetched: %s exists already and is left alone. Name another file for the reply."), Plain(path))
	}
	return fmt.Sprintf(Tr("The reply cannot be saved as %s: %s. Name another file, in a folder that is there and can be written to."), Plain(e.Path), systemText(why))
}

// customText says what is wrong with one of the user's own headers. Its value may be a secret and is left out.
func customText(e *bits.CustomError) string {
	switch e.Why {
	case bits.CustomSyntax:
		return fmt.Sprintf(Tr("%q is no header. It must look like X-Team: red."), e.Name)
	case bits.CustomBreak:
		return fmt.Sprintf(Tr("The header %q has a line break or another control character in it."), e.Name)
	case bits.CustomReserved:
		return fmt.Sprintf(Tr("The header %q cannot be set: the protocol or the sign-in says what is in it."), e.Name)
	case bits.CustomTwice:
		return fmt.Sprintf(Tr("The header %q is given twice."), e.Name)
	case bits.CustomForgotten:
		return fmt.Sprintf(Tr("The upload needs the header %q, whose value Sendoff forgot when the upload ended. Upload the file again with the header."), e.Name)
	case bits.CustomLong:
		return fmt.Sprintf(Tr("The header %q is too much: at most 20 headers, names of 100 characters and values of 4,096."), e.Name)
	}
	return sentence(e.Error())
}

// Errors of reading the clipboard.
var (
	// ErrClipboardSilent says that the program that owns the clipboard did not deliver its content.
	ErrClipboardSilent = errors.New("the program that has the clipboard does not answer")
	// ErrClipboardLong says that the clipboard holds more than is read from it.
	ErrClipboardLong = errors.New("too much is on the clipboard")
	// ErrClipboardStrange says that the clipboard's content does not match its type.
	ErrClipboardStrange = errors.New("what is on the clipboard cannot be understood")
)

// DisplacedText says that the list of uploads in a folder was removed or replaced while it was in use. aside is the new
// name of the file that was in its place, "" if there was none.
func DisplacedText(dir, aside string) string {
	if aside == "" {
		return fmt.Sprintf(Tr("Another program removed the list of uploads in %s while Sendoff worked on it. Sendoff has written it anew, and nothing is lost."), Plain(dir))
	}
	return fmt.Sprintf(Tr("Another program replaced the list of uploads in %s while Sendoff worked on it. Sendoff goes on with its own; the other one is now called %s."),
		Plain(dir), Plain(filepath.Base(aside)))
}
