"""A file of each bank whose layout comes with govtool, made as the layout's source shows it, with invented names."""

from __future__ import annotations

from typing import NamedTuple


class Example(NamedTuple):
    """A bank's file, its currency, and what must be read in it: day, minor units and a part of the text; then the
    balance at the end, None if the file does not say it.
    """

    currency: str
    data: bytes
    lines: tuple[tuple[str, int, str], ...]
    balance_minor: int | None


def _lines(*lines: str, end: str = "\n", encoding: str = "utf-8") -> bytes:
    return "".join(line + end for line in lines).encode(encoding)


RENT, PAID = ("2026-11-03", -120050, "Rent"), ("2026-11-16", 35000, "Invoice 7")
NEWEST_FIRST = (PAID, RENT)

EXAMPLES = {
    "bank-of-america": Example(
        "USD",
        _lines(
            "Description,,Summary Amt.",
            'Beginning balance as of 11/01/2026,,"2,000.00"',
            "Total credits,,350.00",
            'Total debits,,"-1,200.50"',
            'Ending balance as of 11/30/2026,,"1,149.50"',
            "",
            "Date,Description,Amount,Running Bal.",
            '11/01/2026,Beginning balance as of 11/01/2026,,"2,000.00"',
            '11/03/2026,"Rent, November","-1,200.50","799.50"',
            '11/16/2026,"Invoice 7","350.00","1,149.50"',
        ),
        (RENT, PAID),
        114950,
    ),
    "chase": Example(
        "USD",
        _lines(
            "Details,Posting Date,Description,Amount,Type,Balance,Check or Slip #",
            'CREDIT,11/16/2026,"Invoice 7",350.00,ACH_CREDIT,1149.50,,',
            'DEBIT,11/03/2026,"Rent",-1200.50,ACH_DEBIT,799.50,,',
        ),
        NEWEST_FIRST,
        114950,
    ),
    "comdirect": Example(
        "EUR",
        _lines(
            ";",
            '"Umsätze Girokonto";"Zeitraum: 30 Tage";',
            '"Neuer Kontostand";"1.149,50 EUR";',
            "",
            '"Buchungstag";"Wertstellung (Valuta)";"Vorgang";"Buchungstext";"Umsatz in EUR";',
            '"16.11.2026";"16.11.2026";"Übertrag / Überweisung";"Auftraggeber: Käthe Text: Invoice 7";"350,00";',
            '"03.11.2026";"03.11.2026";"Lastschrift";"Buchungstext: Rent";"-1.200,50";',
            "",
            '"Alter Kontostand";"2.000,00 EUR";',
            end="\r\n",
            encoding="cp1252",
        ),
        NEWEST_FIRST,
        None,
    ),
    "dkb": Example(
        "EUR",
        b"\xef\xbb\xbf"
        + _lines(
            '"Girokonto";"DE89370400440532013000"',
            '""',
            '"Kontostand vom 30.11.2026:";"1.149,50 €"',
            '""',
            '"Buchungsdatum";"Wertstellung";"Status";"Zahlungspflichtige*r";"Zahlungsempfänger*in";"Verwendungszweck";'
            '"Umsatztyp";"IBAN";"Betrag (€)";"Gläubiger-ID";"Mandatsreferenz";"Kundenreferenz"',
            '"17.11.26";"17.11.26";"Vorgemerkt";"KETTLE";"SHOP";"Cups";"Ausgang";"DE00";"-9,99";"";"";""',
            '"16.11.26";"16.11.26";"Gebucht";"ACME";"KETTLE";"Invoice 7";"Eingang";"DE00";"350";"";"";""',
            '"03.11.26";"03.11.26";"Gebucht";"KETTLE";"LANDLORD";"Rent";"Ausgang";"DE00";"-1.200,5";"";"";""',
        ),
        NEWEST_FIRST,
        None,
    ),
    "ing-de": Example(
        "EUR",
        _lines(
            "Umsatzanzeige;Datei erstellt am: 30.11.2026 09:00",
            "",
            "IBAN;DE89 3704 0044 0532 0130 00",
            "Kontoname;Girokonto",
            "Bank;ING",
            "Kunde;Kettle",
            "Zeitraum;01.11.2026 - 30.11.2026",
            "Saldo;1.149,50;EUR",
            "",
            "Sortierung;Datum absteigend",
            "",
            "In der CSV-Datei finden Sie alle bereits gebuchten Umsätze.",
            "",
            "Buchung;Wertstellungsdatum;Auftraggeber/Empfänger;Buchungstext;Verwendungszweck;Saldo;Währung;Betrag;Währung",
            "16.11.2026;16.11.2026;Acme;Gutschrift;Invoice 7;1.149,50;EUR;350,00;EUR",
            "03.11.2026;03.11.2026;Landlord;Lastschrift;Rent;799,50;EUR;-1.200,50;EUR",
            encoding="iso-8859-1",
        ),
        NEWEST_FIRST,
        114950,
    ),
    "ing-nl": Example(
        "EUR",
        _lines(
            '"Datum";"Naam / Omschrijving";"Rekening";"Tegenrekening";"Code";"Af Bij";"Bedrag (EUR)";"Mutatiesoort";'
            '"Mededelingen";"Saldo na mutatie";"Tag"',
            '"20261116";"Acme";"NL00INGB0000000001";"";"OV";"Bij";"350,00";"Overschrijving";"Invoice 7";"1149,50";""',
            '"20261103";"Landlord";"NL00INGB0000000001";"";"IC";"Af";"1200,50";"Incasso";"Rent";"799,50";""',
        ),
        NEWEST_FIRST,
        114950,
    ),
    "knab": Example(
        "EUR",
        _lines(
            "KNAB EXPORT;;;;;;;;;;;;;;;;",
            "Rekeningnummer;Transactiedatum;Valutacode;CreditDebet;Bedrag;Tegenrekeningnummer;Tegenrekeninghouder;"
            "Valutadatum;Betaalwijze;Omschrijving;"
            "Type betaling;Machtigingsnummer;Incassant ID;Adres;Referentie;Boekdatum;",
            "NL00KNAB0000000001;03-11-2026;EUR;D;1200,50;NL00;Landlord;03-11-2026;Incasso;Rent;;;;;R1;03-11-2026;",
            "NL00KNAB0000000001;16-11-2026;EUR;C;350,00;NL00;Acme;16-11-2026;Overboeking;Invoice 7;;;;;R2;16-11-2026;",
        ),
        (RENT, PAID),
        None,
    ),
    "lloyds": Example(
        "GBP",
        _lines(
            "Transaction Date,Transaction Type,Sort Code,Account Number,Transaction Description,Debit Amount,"
            "Credit Amount,Balance",
            "16/11/2026,FPI,'00-00-00,00000001,Invoice 7,,350.00,1149.50",
            "03/11/2026,DEB,'00-00-00,00000001,Rent,1200.50,,799.50",
        ),
        NEWEST_FIRST,
        114950,
    ),
    "n26": Example(
        "EUR",
        _lines(
            '"Booking Date","Value Date","Partner Name","Partner Iban",Type,"Payment Reference","Account Name",'
            '"Amount (EUR)","Original Amount","Original Currency","Exchange Rate"',
            '2026-11-03,2026-11-03,"Landlord",DE00,"Direct Debit","Rent",Hauptkonto,-1200.50,,,',
            '2026-11-16,,"Acme",DE00,"Credit Transfer","Invoice 7",Hauptkonto,350,350,EUR,1',
        ),
        (RENT, PAID),
        None,
    ),
    "nordea-se": Example(
        "SEK",
        _lines(
            "Bokföringsdag;Belopp;Avsändare;Mottagare;Namn;Rubrik;Saldo;Valuta",
            "2026-11-16;350,00;;1111 11 11111;;Invoice 7;1149,50;SEK",
            "2026-11-03;-1 200,50;1111 11 11111;;Landlord;Rent;799,50;SEK",
        ),
        NEWEST_FIRST,
        114950,
    ),
    "rabobank": Example(
        "EUR",
        _lines(
            '"IBAN/BBAN","Munt","BIC","Volgnr","Datum","Rentedatum","Bedrag","Saldo na trn","Tegenrekening IBAN/BBAN",'
            '"Naam tegenpartij","Naam uiteindelijke partij","Naam initiërende partij","BIC tegenpartij","Code",'
            '"Batch ID","Transactiereferentie","Machtigingskenmerk","Incassant ID","Betalingskenmerk",'
            '"Omschrijving-1","Omschrijving-2","Omschrijving-3","Reden retour","Oorspr bedrag","Oorspr munt","Koers"',
            '"NL00RABO0000000001","EUR","RABONL2U","000001","2026-11-03","2026-11-03","-1200,50","+799,50","NL00",'
            '"Landlord","","","","ei","","","","","","Rent"," ","","","","",""',
            '"NL00RABO0000000001","EUR","RABONL2U","000002","2026-11-16","2026-11-16","+350,00","+1149,50","NL00",'
            '"Acme","","","","cb","","","","","","Invoice 7"," ","","","","",""',
            encoding="cp1252",
        ),
        (RENT, PAID),
        114950,
    ),
    "revolut": Example(
        "EUR",
        _lines(
            "Type,Product,Started Date,Completed Date,Description,Amount,Fee,Currency,State,Balance",
            "TRANSFER,Current,2026-11-02 10:00:00,2026-11-03 05:25:00,Rent,-1200.00,0.50,EUR,COMPLETED,799.50",
            "TOPUP,Current,2026-11-16 10:00:00,2026-11-16 10:00:01,Invoice 7,350.00,0.00,EUR,COMPLETED,1149.50",
            "CARD_PAYMENT,Current,2026-11-17 10:00:00,,Cups,-9.99,0.00,EUR,PENDING,",
        ),
        (RENT, PAID),
        114950,
    ),
}
