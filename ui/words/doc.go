// Package words holds every sentence that Sendoff says, in English and in Russian: facts go in, text comes out.
// The window and the command line say the same, because both use it. Nothing else in the repository turns a
// state, a fault, an outcome or a packet into text. The package imports no toolkit, so that a program without
// a window needs none.
//
// # How a text is translated
//
// The English text is its own key. [Tr] looks it up in the catalogue of the language that [Speak] chose
// (assets/translations), [Trn] and [Counted] choose the plural form for a number, and [Mark] marks a text
// that is translated later. A constant of the window's fixed words is a key: words.Tr(words.Pause). Names
// from outside pass through [Plain] before they are shown, and through [Drawn] where they may be written from right
// to left.
//
// The tests read the source of this package, of the window and of the command line. They report each text that
// a catalogue lacks, that is unused, that has other placeholders than its translation, or that would be shown
// untranslated. SENDOFF_WRITE_WORDS=1 go test ./ui/words -run TestWriteCatalogues adds new keys to the
// catalogues; the Russian is then written by hand.
//
// # Files
//
//   - translate.go: languages, catalogues, plural forms.
//   - numbers.go: sizes, rates, durations, counts. time.go: the clock and dates. stamp.go: times for files.
//   - plain.go: text from outside made safe. direction.go: names from right to left. name.go: unusual names.
//   - card.go: cards of servers. host.go: names of servers. sign_in.go: places and accounts. sign_in_cause.go: what the user's domain says. certificate.go: certificates.
//   - state.go: states, outcomes, skipped files. fault.go: the table of causes, and the sentence of a fault.
//     fault_choice.go: what a cause means for the packet that met it. fault_answer.go: what an answer tells beside its kind. fault_certificate.go: what is wrong with a certificate, the
//     server's or yours. fault_short.go: one line for a row. progress.go: bytes, pace and silence. cure.go: the cures.
//     error.go: errors that belong to no job. spoken.go: states of controls for screen readers.
//   - probe.go: the steps of a test of a server, and what it met. proxy.go: where a proxy is set.
//   - facts.go: all that is known of a job, line by line. report.go: the same for an admin and for the clipboard.
//   - proof.go: what is known of the content that arrived. receipt.go: receipts.
//   - note.go: a packet of a transcript. timeline.go: the story of a job. details.go: its sentences.
//     curl.go: a packet as a command for curl.
//   - window.go, list.go, add.go, tray.go, settings.go, cleanup.go, offline.go, twins.go: the words of the parts of
//     the window.
//
// Tests of words elsewhere share package wordstest.
package words
