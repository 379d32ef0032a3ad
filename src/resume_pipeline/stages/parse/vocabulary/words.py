"""Words of positions, employers, schools and degrees, in the languages that are read."""

from __future__ import annotations

from typing import Final

POSITION: Final = """engineer developer programmer architect manager
director head lead leader chief
officer president founder cofounder owner partner consultant analyst
scientist researcher fellow
professor lecturer teacher tutor instructor trainer coach nurse
doctor physician surgeon therapist
pharmacist dentist midwife carer caregiver assistant associate secretary clerk administrator
coordinator supervisor specialist expert technician mechanic electrician operator worker intern
trainee apprentice student volunteer designer artist illustrator
writer editor journalist translator
photographer accountant auditor bookkeeper controller cashier buyer
planner agent broker advisor
adviser representative salesperson executive ambassador driver pilot
captain chef cook baker waiter
waitress barista bartender sous commis steward receptionist
housekeeper lawyer attorney paralegal
judge officer inspector investigator guard recruiter marketer strategist copywriter producer
postdoc postdoctoral principal senior junior staff freelance
freelancer cto ceo cfo coo vp dba sre
tester librarian curator geologist chemist biologist physicist economist statistician
ingénieur développeur développeuse chef responsable directeur
directrice chargé chargée gestionnaire
assistante comptable vendeur vendeuse infirmier infirmière enseignant
enseignante professeur stagiaire
alternant conseiller conseillère technicien technicienne analyste rédacteur concepteur adjoint
adjointe cuisinier serveur apprenti consultante
ingenieur ingenieurin entwickler entwicklerin leiter leiterin
referent referentin sachbearbeiter
sachbearbeiterin berater beraterin werkstudent werkstudentin
praktikant praktikantin auszubildender
kaufmann kauffrau fachkraft lehrer lehrerin krankenpfleger
mitarbeiter mitarbeiterin assistentin
geschäftsführer techniker meister projektleiter teamleiter disponent buchhalter verkäufer
ingeniero ingeniera desarrollador desarrolladora gerente jefe jefa director directora analista
asesor asesora vendedor vendedora contador contadora profesor
profesora maestro enfermero enfermera
técnico técnica practicante becario ejecutivo ejecutiva encargado encargada ayudante auxiliar
engenheiro engenheira desenvolvedor desenvolvedora coordenador
coordenadora estagiário professora
diretor diretora assistente consultor consultora
ingegnere sviluppatore sviluppatrice responsabile direttore
direttrice impiegato impiegata tirocinante
cuoco cuoca insegnante infermiere infermiera commesso capo addetto addetta tecnico
ontwikkelaar medewerker leidinggevende verpleegkundige docent stagiair adviseur beheerder
inżynier programista kierownik specjalista dyrektor asystent analityk nauczyciel praktykant
inženýr vývojář vedoucí manažer specialista mühendis mühendisi müdür
müdürü uzman uzmanı öğretmen hemşire muhasebeci stajyer temsilcisi danışman danışmanı sorumlusu
skladník účetní řidič prodavač prodavačka učitel učitelka zdravotní technik technička kuchař
księgowa księgowy pielęgniarka magazynier sprzedawca kierowca lekarz doradca kierowniczka
specjalistka asystentka nauczycielka programistka
бухгалтерка вчителька менеджерка вчитель лікар медсестра інженер розробник
sjuksköterska lärare chef säljare ekonom ingenjör läkare undersköterska vikarie
arquitecto arquitecta abogado abogada médico médica psicólogo psicóloga conductor
arquiteto arquiteta advogado advogada enfermeira enfermeiro motorista vendedora
avvocato avvocata architetto medico psicologo autista barista commessa
mérnök fejlesztő vezető menedzser
工程师 经理 主管 总监 助理 专员 设计师 分析师 开发 顾问 老师 教师 护士 会计 实习生
负责人 架构师 运营 产品
chuyên trưởng nhân kỹ sư giám kế toán trợ thực giáo
مهندس مدير محاسب مطور محلل مشرف مساعد أخصائي مسؤول معلم مدرس رئيس مراجع متدرب كاتب منسق
бухгалтер инженер разработчик программист менеджер руководитель
директор начальник специалист аналитик
консультант помощник ассистент оператор администратор продавец кассир водитель учитель
преподаватель
врач медсестра юрист экономист маркетолог дизайнер тестировщик архитектор логист кладовщик
секретарь
редактор журналист переводчик повар официант стажёр лаборант механик электрик технолог конструктор
заместитель мастер слесарь інженер розробник програміст керівник спеціаліст фахівець
аналітик викладач вчитель лікар
エンジニア プログラマ デザイナー マネージャ ディレクター コンサルタント アナリスト アシスタント
リーダー
スタッフ 営業 事務 部長 課長 係長 主任 担当 講師 教員 教諭 看護師 薬剤師 医師 会計士 弁護士 研究員
開発者
技術者 店長 店員 秘書 インターン アルバイト 販売 経理 人事 総務
엔지니어 개발자 디자이너 매니저 관리자 연구원 분석가 컨설턴트 팀장 부장 과장 대리 사원 주임 강사
교사 간호사
약사 회계사 변호사 인턴 기획자 마케터 프로그래머 담당자 책임 선임 조교 비서
מהנדס מהנדסת מפתח מפתחת מנהל מנהלת יועץ יועצת אנליסט רכז רכזת מורה אחות רופא מזכירה עורך עורכת מעצב
מעצבת טכנאי ראש עוזר מתמחה נציג חוקר מרצה מתכנת מתכנתת
μηχανικός προγραμματιστής διευθυντής διευθύντρια υπεύθυνος υπεύθυνη λογιστής σύμβουλος αναλυτής
βοηθός
καθηγητής καθηγήτρια δάσκαλος δασκάλα νοσηλευτής νοσηλεύτρια γιατρός δικηγόρος γραμματέας πωλητής
วิศวกร ผู้จัดการ นักพัฒนา โปรแกรมเมอร์ เจ้าหน้าที่ พนักงาน หัวหน้า ผู้ช่วย ครู อาจารย์ พยาบาล แพทย์
นักวิเคราะห์ นักบัญชี ที่ปรึกษา นักออกแบบ เลขานุการ ผู้อำนวยการ
इंजीनियर प्रबंधक डेवलपर लेखाकार शिक्षक शिक्षिका नर्स डॉक्टर सहायक विश्लेषक सलाहकार अधिकारी निदेशक
insinyur pengembang manajer direktur kepala staf asisten analis guru dosen perawat dokter akuntan
konsultan desainer sekretaris teknisi pengawas
ingenjör utvecklare ledare lärare sjuksköterska säljare ekonom konsult projektledare handläggare
tekniker snickare läkare ingeniør udvikler lærer sygeplejerske sælger konsulent medarbejder
rådgiver
utvikler sykepleier selger insinööri kehittäjä päällikkö johtaja asiantuntija opettaja
sairaanhoitaja
myyjä suunnittelija avustaja konsultti inginer programator dezvoltator contabil analist
asystentka specjalistka kierowniczka księgowa księgowy nauczycielka analityczka konsultant
konsultantka
sprzedawca magazynier"""
POSITION_STEMS: Final = """ingenieur entwickler leiter berater
manager referent assistent techniker
pfleger lehrer kaufmann kauffrau ontwikkelaar medewerker mérnök fejlesztő
referentin leiterin beraterin entwicklerin ingenieurin assistentin lehrerin pflegerin verkäufer
verpleegkundige adviseur leider docent monteur lärare sköterska ingenjör utvecklare ledare
samordnare ingeniør leder utvikler rådgiver konsulent sykepleier sygeplejerske"""
#: Words of Vietnamese are written apart; what a position is comes first.
POSITION_PHRASES: Final = """quản lý, kỹ sư, trưởng nhóm, trưởng phòng, phó phòng, nhân viên,
    chuyên viên, chuyên gia, giám đốc, phó giám đốc, lập trình viên, kế toán, trợ lý,
    thực tập sinh, giáo viên, giảng viên, điều dưỡng, bác sĩ, tư vấn viên, thư ký, kiểm toán viên"""
EMPLOYER_PHRASES: Final = """công ty, doanh nghiệp, tập đoàn, ngân hàng, bệnh viện, trung tâm,
    xí nghiệp, tổng công ty"""
EMPLOYER: Final = """inc ltd llc llp plc corp corporation company co
gmbh ag kg ohg ug se sa sas sarl
srl spa bv nv ab oy aps kft zrt nyrt sro spol as oü sia kk pty pte
sdn bhd limited group holding
holdings partners associates solutions systems technologies technology labs laboratories studio
studios software services industries consulting bank insurance hospital clinic hotel restaurant
school university college institute foundation agency ministry
council trust nhs press media store
stores supermarket airlines logistics pharma energy networks ventures
capital works factory kitchen
ristorante trattoria osteria société groupe cabinet banque hôpital
clinique lycée université école
firma verlag bank klinikum krankenhaus universität hochschule gesellschaft stadtwerke
empresa grupo compañía universidad hospital colegio banco clínica
azienda gruppo ospedale università scuola spółka şirket şirketi
anonim ticaret sanayi üniversitesi
公司 集团 有限公司 银行 医院 大学 学院 科技 工厂 事务所
tnhh tập đoàn ngân phần
شركة مجموعة بنك مستشفى جامعة مؤسسة مكتب بيت دار
ооо оао зао пао ао ип фгуп гуп компания банк завод корпорация холдинг фирма агентство
больница клиника университет студия тов пат фоп компанія лікарня університет
株式会社 有限会社 合同会社 合資会社 社団法人 財団法人 病院 銀行 会社 研究所 事務所 製作所
주식회사 유한회사 은행 병원 회사 그룹 연구소 전자 건설 재단 협회 센터 대학교
בע חברת בנק קבוצת אוניברסיטת αε επε ικε όμιλος εταιρεία τράπεζα νοσοκομείο
บริษัท ธนาคาร โรงพยาบาล लिमिटेड बैंक अस्पताल कंपनी pt tbk persero perusahaan
aktiebolag handelsbolag kommun asa oyj"""
SCHOOL: Final = """university college school institute academy faculty polytechnic mit eth
université école lycée collège institut iut faculté iae insa ens
universität hochschule fachhochschule technische gymnasium schule
akademie realschule berufsschule tu
universidad instituto escuela colegio facultad universidade faculdade escola
università politecnico istituto liceo scuola accademia
universiteit hogeschool school uniwersytet politechnika akademia szkoła liceum
univerzita technické gymnázium fakulta üniversitesi lisesi üniversite
egyetem főiskola gimnázium
universitatea 大学 学院 中学 学校 高中 đại học trường viện
جامعة كلية معهد مدرسة أكاديمية الجامعة
университет институт академия колледж училище школа гимназия лицей техникум
університет інститут академія коледж ліцей
大学院 高等学校 高校 専門学校 短期大学 高専 대학교 대학원 고등학교 전문대학 대학
אוניברסיטה אוניברסיטת מכללה מכללת הטכניון טכניון πανεπιστήμιο πολυτεχνείο σχολή λύκειο
มหาวิทยาลัย โรงเรียน วิทยาลัย สถาบัน विश्वविद्यालय महाविद्यालय विद्यालय संस्थान
universitas institut sekolah politeknik akademi universitet högskola skola højskole høgskole
yliopisto ammattikorkeakoulu lukio koulu liceul colegiul politehnica"""
DEGREE: Final = """bachelor bachelors bsc ba bs beng bcom bba llb
master masters msc ma ms meng mba
mphil llm phd dphil doctor doctorate doctoral diploma degree
associate certificate certification
honours honors ged gcse ab minor major postgraduate undergraduate
licence maîtrise doctorat bts dut baccalauréat bac diplôme mastère cap bep deug
diplom magister staatsexamen abitur promotion abschluss fachabitur lehre mittlere
licenciatura licenciado licenciada grado máster maestría doctorado
bachillerato título ingeniería
mestrado doutorado doutoramento graduação bacharelado técnico
laurea dottorato magistrale triennale maturità diploma
doctoraat propedeuse licencjat magister inżynier doktorat matura
bakalář inženýr magistr lisans yüksek doktora önlisans alapképzés mesterképzés diploma
本科 学士 硕士 博士 研究生 专科 大专 cử thạc tiến kỹ
بكالوريوس ماجستير دكتوراه دبلوم ليسانس
бакалавр магистр специалитет бакалавриат магистратура аспирантура диплом бакалавр магістр
学士 修士 博士 학사 석사 박사 전문학사 תואר בוגר מוסמך דוקטור דוקטורט
πτυχίο μεταπτυχιακό διδακτορικό ปริญญาตรี ปริญญาโท ปริญญาเอก ประกาศนียบัตร
स्नातक स्नातकोत्तर डिप्लोमा sarjana kandidat kandidatexamen masterexamen civilingenjör
bachelorgrad mastergrad kandidaatti maisteri tohtori ylioppilas licență"""
