package words

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"sendoff/transfer"
	"sendoff/transfer/bits"
	"sendoff/transfer/cards"
)

// Words of the form of a server: keys, translated where they are shown.
const (
	ShowServerTitle   = "Server of the administrator"
	ExportServer      = "Save as file…"
	CardFiles         = "Files"
	CardPace          = "Speed and tries"
	CardSignIn        = "Signing in and certificates"
	CardWay           = "Proxy and method"
	CardHeaders       = "Headers"
	CardTaught        = "What the server has taught"
	CardTaughtNothing = "Nothing so far."
	CardForget        = "Forget what it has taught"
	CardNames         = "Names of files"
	CardFolders       = "Dropped folders keep their structure"
	CardReply         = "Expect replies and save them beside the files"
	CardVerify        = "Compare what arrived, by reading it back"
	CardPart          = "Size of parts"
	CardRetry         = "Shortest wait after a failure"
	CardGiveUp        = "Give up without progress after"
	CardAccount       = "User name"
	CardAccountHint   = "asked for when needed"
	CardSignedIn      = "Sign in there as who is signed in to this computer, without a password"
	CardCertFile      = "Own certificate: file with its key"
	CardCertServer    = "Trust the server's certificate with this SHA-256"
	CardProxy         = "Proxy"
	CardProxyAddress  = "Address of the proxy or script"
	CardBypass        = "Without the proxy"
	CardMethod        = "Method"
	CardHeader        = "Add a header"
	CardHeaderShown   = "It is no secret, and may be shown"
	CardTell          = "Further hosts that secrets go to"
)

// FoldText is the button of a part that opens and closes.
func FoldText(title string, open bool) string {
	if open {
		return "▾ " + title
	}
	return "▸ " + title
}

// ProxyUseText names a choice of proxy.
func ProxyUseText(u cards.ProxyUse) string {
	switch u {
	case cards.ProxyNone:
		return Tr("No proxy")
	case cards.ProxySystem:
		return Tr("As in the system")
	case cards.ProxyManual:
		return Tr("This proxy")
	case cards.ProxyScript:
		return Tr("By a script (PAC)")
	case cards.ProxySettings:
	}
	return Tr("As in the settings")
}

// MethodText names a method.
func MethodText(m cards.Method) string {
	if m == cards.MethodPOST {
		return methodOr(m)
	}
	return "BITS_POST"
}

// CardUploadsText is a number of uploads at once; 0 leaves it to the settings.
func CardUploadsText(n int) string {
	if n == 0 {
		return Tr("As in the settings")
	}
	return Number(n)
}

// SpanOrUsual is a time of a card; 0 leaves it to Sendoff.
func SpanOrUsual(s cards.Span) string {
	if s == 0 {
		return Tr("As usual")
	}
	return Capital(SpanText(s))
}

// cardText says what is wrong with the card of a server. Never with a secret: Error.Value holds none.
func cardText(e *cards.Error) string {
	if e.Err != nil {
		return errorWords(e.Err)
	}
	value := Shorten(Plain(e.Value), 100)
	switch e.Why {
	case cards.FlawEmpty:
		return Tr("The server needs a name.")
	case cards.FlawLong:
		return fmt.Sprintf(Tr("What is written for %s is too long."), cardField(e.Field))
	case cards.FlawCharacter:
		return fmt.Sprintf(Tr("What is written for %s has a character that cannot be seen."), cardField(e.Field))
	case cards.FlawSlash:
		return Tr("A server's name does not end in a slash, and has no :// in it.")
	case cards.FlawTaken:
		if e.Field == cards.FieldAddress {
			return fmt.Sprintf(Tr("The server %q has this address already."), value)
		}
		return fmt.Sprintf(Tr("There is a server named %q already."), value)
	case cards.FlawPath:
		return fmt.Sprintf(Tr("The name would read as a folder of the server %q, or that one's as a folder of this; take another name."), value)
	case cards.FlawBrace:
		return Tr(BraceOpen)
	case cards.FlawSegment:
		return Tr(BadSegment)
	case cards.FlawUnknown:
		if e.Field == cards.FieldNames {
			return UnknownFieldText(e.Value)
		}
		return fmt.Sprintf(Tr("%q is nothing that can stand for %s."), value, cardField(e.Field))
	case cards.FlawRange:
		return fmt.Sprintf(Tr("The number for %s is too small or too large."), cardField(e.Field))
	case cards.FlawHex:
		return Tr("A certificate's SHA-256 has 64 hexadecimal digits.")
	case cards.FlawRelative:
		return Tr("The certificate's file must be named with its whole path.")
	case cards.FlawSecret:
		return Tr("An address must not have a user name or a password in it. Sendoff asks for them when they are needed.")
	case cards.FlawBoth:
		return Tr("Either a user name, or who is signed in to this computer: take one of them away.")
	case cards.FlawPolicy:
		return fmt.Sprintf(Tr("This server was handed out by the administrator and cannot be changed here. It stands in %s."), value)
	case cards.FlawAddress, cards.FlawHeader:
	}
	return fmt.Sprintf(Tr("%q is nothing that can stand for %s."), value, cardField(e.Field))
}

// cardField names a field of a card within a sentence.
func cardField(f cards.Field) string {
	switch f {
	case cards.FieldName:
		return Tr("the name")
	case cards.FieldAddress:
		return Tr("the address")
	case cards.FieldNames:
		return Tr("the names of files")
	case cards.FieldAccount:
		return Tr("the user name")
	case cards.FieldCertificate:
		return Tr("the certificate")
	case cards.FieldProxy:
		return Tr("the proxy")
	case cards.FieldHeaders:
		return Tr("the headers")
	case cards.FieldTell:
		return Tr("the further hosts")
	case cards.FieldUploads:
		return Tr("uploads at once")
	case cards.FieldRate:
		return Tr("the speed limit")
	case cards.FieldPartSize:
		return Tr("the size of parts")
	case cards.FieldRetry:
		return Tr("the wait between tries")
	case cards.FieldGiveUp:
		return Tr("the time of the tries")
	case cards.FieldUnclear:
		return Tr("a part without an answer")
	case cards.FieldMethod:
		return Tr("the method")
	}
	return string(f)
}

// CardFacts are the lines about a card: what it says, without what it leaves to the settings.
func CardFacts(c cards.Card) []Fact {
	all := []Fact{
		{Label: Tr("Address"), Value: HostText(bits.SafeAddress(c.Address)), Copy: true},
		{Label: Tr("Names of files"), Value: Plain(c.Names)},
		{Label: Tr("User name"), Value: Plain(c.Account)},
		{Label: Tr("Signs in"), Value: yesOr(c.SignedIn, Tr("as who is signed in to this computer, without a password"))},
		{Label: Tr("Own certificate"), Value: Plain(c.Certificate.File)},
		{Label: Tr("Trusts the certificate"), Value: c.Certificate.Server, Copy: true},
		{Label: Tr("Proxy"), Value: ProxyText(c.Proxy)},
		{Label: Tr("Headers"), Value: headersOf(c)},
		{Label: Tr("Secrets also go to"), Value: HostText(c.Tell)},
		{Label: Tr("Uploads at once"), Value: numberOr(c.Uploads)},
		{Label: Tr("Speed limit"), Value: rateOr(c.Rate)},
		{Label: Tr("Size of parts"), Value: PartSizeText(c.PartSize, false)},
		{Label: Tr("Waits between tries"), Value: SpanText(c.Retry)},
		{Label: Tr("Gives up after"), Value: SpanText(c.GiveUp)},
		{Label: Tr("After a part without an answer"), Value: unclearOr(c.Unclear)},
		{Label: Tr("Method"), Value: methodOr(c.Method)},
		{Label: Tr("Replies"), Value: yesOr(c.Reply, Tr("are expected and saved beside the files"))},
		{Label: Tr("What arrived"), Value: yesOr(c.Verify, Tr("is compared, by reading it back where the server names no checksum"))},
		{Label: Tr("Dropped folders"), Value: yesOr(c.KeepFolders, Tr("keep their structure"))},
		{Label: Tr("Drops"), Value: yesOr(c.AtOnce, Tr("start without asking"))},
		{Label: Tr("Handed out by"), Value: Plain(c.From)},
	}
	return withValues(all)
}

func withValues(all []Fact) []Fact {
	list := all[:0]
	for _, f := range all {
		if f.Value != "" {
			list = append(list, f)
		}
	}
	return list
}

// LearnedFacts are what a server has taught.
func LearnedFacts(s transfer.ServerStats, now time.Time) []Fact {
	taken, refused, repeats, empty := "", "", "", ""
	if s.Taken > 0 {
		taken = Size(s.Taken)
	}
	if s.Refused > 0 {
		refused = fmt.Sprintf(Tr("%s, %s"), Size(s.Refused), ClockSeconds(time.Unix(s.Since, 0), now))
	}
	if s.Checks {
		repeats = Tr("are noticed: an upload can go on after a part without an answer")
	}
	if s.NoEmpty {
		empty = Tr("are not taken")
	}
	return withValues([]Fact{
		{Label: Tr("Largest part taken"), Value: taken},
		{Label: Tr("Smallest part refused"), Value: refused},
		{Label: Tr("Speed"), Value: rateOr(int64(s.Rate))},
		{Label: Tr("Small files at once"), Value: numberOr(s.Lanes)},
		{Label: Tr("Repeated bytes"), Value: repeats},
		{Label: Tr("Empty files"), Value: empty},
		{Label: Tr("Ways to sign in"), Value: Plain(s.Schemes)},
		{Label: Tr("What arrived"), Value: yesOr(s.Digests, Tr("its SHA-256 is named"))},
	})
}

// ProxyText says how a server is reached; "" if the settings say it.
func ProxyText(p cards.Proxy) string {
	switch p.Use {
	case cards.ProxyNone:
		return Tr("none")
	case cards.ProxySystem:
		return Tr("the system's")
	case cards.ProxyManual:
		return HostText(p.Address)
	case cards.ProxyScript:
		return fmt.Sprintf(Tr("by the script %s"), HostText(bits.SafeAddress(p.Address)))
	case cards.ProxySettings:
	}
	return ""
}

// PartSizeText names a size of parts; 0 is measured, which brief leaves out.
func PartSizeText(n int64, measured bool) string {
	switch {
	case n == cards.WindowsPart:
		return Tr("13 MiB, as Windows sends")
	case n > 0 && n%(1<<20) == 0:
		return fmt.Sprintf(Tr("%s MiB"), Number(int(n>>20)))
	case n > 0:
		return fmt.Sprintf(Tr("%s bytes"), Number(int(n)))
	case measured:
		return Tr("As measured")
	}
	return ""
}

// SpanText is a time of a card; "" if the card leaves it open.
func SpanText(s cards.Span) string {
	switch d := time.Duration(s); {
	case d < 0:
		return Tr("the first failure")
	case d == 0:
		return ""
	case d >= 24*time.Hour && d%(24*time.Hour) == 0:
		return daysText(int(d / (24 * time.Hour)))
	default:
		return exactText(d)
	}
}

// HeaderText is a header without a secret value.
func HeaderText(h bits.Custom) string {
	if !h.Shown && h.Value == "" {
		return fmt.Sprintf(Tr("%s (its value is missing)"), Plain(h.Name))
	}
	return Plain(h.String())
}

func headersOf(c cards.Card) string {
	list, _ := c.Headers.List() // checked with the card
	var parts []string
	for _, h := range list {
		parts = append(parts, HeaderText(h))
	}
	return strings.Join(parts, "; ")
}

func numberOr(n int) string {
	if n == 0 {
		return ""
	}
	return Number(n)
}

func rateOr(n int64) string {
	if n == 0 {
		return ""
	}
	return Rate(float64(n))
}

func unclearOr(u cards.Unclear) string {
	if u == cards.UnclearAuto {
		return ""
	}
	return WayText(transfer.AfterUnclear(u))
}

func methodOr(m cards.Method) string {
	if m == cards.MethodPOST {
		return Tr("POST, for networks that block BITS_POST")
	}
	return ""
}

func yesOr(yes bool, text string) string {
	if yes {
		return text
	}
	return ""
}

// CardWarnings say what somebody else's card would do that its user might not want.
func CardWarnings(c cards.Card) []string {
	var list []string
	if strings.HasPrefix(c.Address, "http://") {
		list = append(list, Tr("The address is http: whoever is on the way can read the files, and change them."))
	}
	switch c.Proxy.Use {
	case cards.ProxyManual, cards.ProxyScript:
		list = append(list, fmt.Sprintf(Tr("Uploads go through a proxy of the card's choice: %s"), ProxyText(c.Proxy)))
	case cards.ProxySettings, cards.ProxyNone, cards.ProxySystem:
	}
	if c.SignedIn {
		list = append(list, Tr("The server is shown who is signed in to this computer, without a question."))
	}
	if c.Certificate.Server != "" {
		list = append(list, Tr("A certificate of the card's choice is trusted for this server, whatever this computer says of it."))
	}
	if c.Headers != "" {
		list = append(list, fmt.Sprintf(Tr("Each request has these headers: %s"), headersOf(c)))
	}
	if missing := c.MissingValues(); len(missing) > 0 {
		list = append(list, fmt.Sprintf(Tr("The value of a header is missing and has to be asked for: %s"), Plain(strings.Join(missing, ", "))))
	}
	if missing := c.MissingInAddress(); len(missing) > 0 {
		list = append(list, fmt.Sprintf(Tr("A value in the address is missing and has to be written there: %s"), Plain(strings.Join(missing, ", "))))
	}
	if c.Tell != "" {
		list = append(list, fmt.Sprintf(Tr("Secret headers, and what follows a ? in addresses, also go to %s."), HostText(c.Tell)))
	}
	if strings.Contains(c.Names, "{user}") || strings.Contains(c.Names, "{host}") {
		list = append(list, Tr("The names of files tell the server your user name or this computer's name."))
	}
	if c.AtOnce {
		list = append(list, Tr("Files dropped for it start without asking."))
	}
	return list
}

// CardQuestion asks whether the card of a file is to be added.
func CardQuestion(name string) string {
	return fmt.Sprintf(Tr("Add the server %q?"), Plain(name))
}

// UnknownFieldsText says that a file with a card holds more than is used.
func UnknownFieldsText(names []string) string {
	const most = 10
	list := strings.Join(names[:min(len(names), most)], ", ")
	if len(names) > most {
		list += ", ..."
	}
	return fmt.Sprintf(Tr("The card says something that this Sendoff does not know, and leaves out: %s"), Shorten(Plain(list), 200))
}

// asCard finds the error of a card.
func asCard(err error) *cards.Error {
	var flaw *cards.Error
	if errors.As(err, &flaw) {
		return flaw
	}
	return nil
}

// ServerSavedText says where a server was saved.
func ServerSavedText(path string) string { return fmt.Sprintf(Tr("The server is in %s."), Plain(path)) }

// ServerAddedText says that a server was added.
func ServerAddedText(name string) string {
	return fmt.Sprintf(Tr("The server %q is added."), Plain(name))
}

// NotImportedText says why a file adds no server.
func NotImportedText(file string, err error) string {
	return fmt.Sprintf(Tr("No server was added from %s: %s"), Plain(file), ErrorText(err))
}
