"""Names of months, as they stand in a date and alone, one row for each language and form.

The names are those of the Unicode CLDR (Unicode License v3). A language whose names say another
month in one of the others is left out.
"""

from __future__ import annotations

from typing import Final

MONTHS: Final = """
january february march april may june july august september october november december;
janvier février mars avril mai juin juillet août septembre octobre novembre décembre;
januar februar märz april mai juni juli august september oktober november dezember;
jänner feber maerz april mai juni juli august september oktober november dezember;
enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre;
janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro;
gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre;
januari februari maart april mei juni juli augustus september oktober november december;
styczeń luty marzec kwiecień maj czerwiec lipiec sierpień wrzesień październik listopad
    grudzień;
stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada
    grudnia;
leden únor březen duben květen červen červenec srpen září říjen listopad prosinec;
ledna února března dubna května června července srpna září října listopadu prosince;
ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık;
január február március április május június július augusztus szeptember október november
    december;
ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie
    decembrie;
januari februari mars april maj juni juli augusti september oktober november december;
январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь;
января февраля марта апреля мая июня июля августа сентября октября ноября декабря;
يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر;
tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta
    lokakuuta marraskuuta joulukuuta;
tammikuu helmikuu maaliskuu huhtikuu toukokuu kesäkuu heinäkuu elokuu syyskuu lokakuu marraskuu
    joulukuu;
januar februar marts april maj juni juli august september oktober november december;
januar februar mars april mai juni juli august september oktober november desember;
jaanuar veebruar märts aprill mai juuni juuli august september oktoober november detsember;
janvāris februāris marts aprīlis maijs jūnijs jūlijs augusts septembris oktobris novembris
    decembris;
sausio vasario kovo balandžio gegužės birželio liepos rugpjūčio rugsėjo spalio lapkričio
    gruodžio;
sausis vasaris kovas balandis gegužė birželis liepa rugpjūtis rugsėjis spalis lapkritis gruodis;
januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra;
január február marec apríl máj jún júl august september október november december;
januar februar marec april maj junij julij avgust september oktober november december;
януари февруари март април май юни юли август септември октомври ноември декември;
ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου
    νοεμβρίου δεκεμβρίου;
ιανουάριος φεβρουάριος μάρτιος απρίλιος μάιος ιούνιος ιούλιος αύγουστος σεπτέμβριος οκτώβριος
    νοέμβριος δεκέμβριος;
січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня;
січень лютий березень квітень травень червень липень серпень вересень жовтень листопад грудень;
gener febrer març abril maig juny juliol agost setembre octubre novembre desembre;
januari februari maret april mei juni juli agustus september oktober november desember;
januari februari mac april mei jun julai ogos september oktober november disember;
enero pebrero marso abril mayo hunyo hulyo agosto setyembre oktubre nobyembre disyembre;
januari februari machi aprili mei juni julai agosti septemba oktoba novemba desemba;
ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר;
ژانویهٔ فوریهٔ مارس آوریل مهٔ ژوئن ژوئیهٔ اوت سپتامبر اکتبر نوامبر دسامبر;
جنوری فروری مارچ اپریل مئی جون جولائی اگست ستمبر اکتوبر نومبر دسمبر;
जनवरी फ़रवरी मार्च अप्रैल मई जून जुलाई अगस्त सितंबर अक्टूबर नवंबर दिसंबर;
জানুয়ারী ফেব্রুয়ারী মার্চ এপ্রিল মে জুন জুলাই আগস্ট সেপ্টেম্বর অক্টোবর নভেম্বর ডিসেম্বর;
มกราคม กุมภาพันธ์ มีนาคม เมษายน พฤษภาคม มิถุนายน กรกฎาคม สิงหาคม กันยายน ตุลาคม พฤศจิกายน
    ธันวาคม;
xaneiro febreiro marzo abril maio xuño xullo agosto setembro outubro novembro decembro;
urtarrila otsaila martxoa apirila maiatza ekaina uztaila abuztua iraila urria azaroa abendua;
janúar febrúar mars apríl maí júní júlí ágúst september október nóvember desember;
janar shkurt mars prill maj qershor korrik gusht shtator tetor nëntor dhjetor;
yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr noyabr dekabr;
қаңтар ақпан наурыз сәуір мамыр маусым шілде тамыз қыркүйек қазан қараша желтоқсан
"""
