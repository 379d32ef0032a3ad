CREATE TABLE resume_pipeline_about (
	name TEXT NOT NULL, 
	value TEXT NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE resume_pipeline_adoption (
  tenant TEXT NOT NULL, source TEXT NOT NULL, file TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (tenant, source)
);
CREATE TABLE resume_pipeline_artifact (
	job_id TEXT NOT NULL, 
	tenant TEXT NOT NULL, 
	stage TEXT NOT NULL, 
	file TEXT NOT NULL, 
	payload_schema TEXT NOT NULL, 
	"key" TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	payload_sha256 TEXT NOT NULL, 
	stage_digest TEXT NOT NULL, 
	input_digest TEXT NOT NULL, 
	place TEXT NOT NULL, 
	size BIGINT NOT NULL, 
	PRIMARY KEY (job_id, stage, file)
);
CREATE TABLE resume_pipeline_batch (
	id TEXT NOT NULL, 
	tenant TEXT NOT NULL, 
	actor TEXT, 
	ref TEXT, 
	vacancy TEXT, 
	total BIGINT NOT NULL, 
	open BIGINT NOT NULL, 
	created_at BIGINT NOT NULL, 
	ended_at BIGINT, 
	PRIMARY KEY (id)
);
CREATE TABLE resume_pipeline_beat (
	job_id TEXT NOT NULL, 
	tenant TEXT NOT NULL, 
	worker TEXT NOT NULL, 
	stage TEXT NOT NULL, 
	attempt BIGINT NOT NULL, 
	at BIGINT NOT NULL, 
	PRIMARY KEY (job_id)
);
CREATE TABLE resume_pipeline_correction (
  id TEXT NOT NULL, tenant TEXT NOT NULL, file TEXT NOT NULL, digest TEXT NOT NULL,
  path TEXT NOT NULL, actor TEXT NOT NULL, reason TEXT NOT NULL, at BIGINT NOT NULL,
  PRIMARY KEY (id)
);
CREATE TABLE resume_pipeline_counter (
	name TEXT NOT NULL, 
	value BIGINT NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE resume_pipeline_decision (
  id TEXT NOT NULL, tenant TEXT NOT NULL, job TEXT NOT NULL, manifest TEXT NOT NULL,
  actor TEXT NOT NULL, outcome TEXT NOT NULL, reason_code TEXT NOT NULL, note TEXT NOT NULL,
  agrees BIGINT NOT NULL, at BIGINT NOT NULL, saw_explanation BIGINT, PRIMARY KEY (id)
);
CREATE TABLE resume_pipeline_ending (
	position BIGINT NOT NULL, 
	job_id TEXT NOT NULL, 
	tenant TEXT NOT NULL, 
	state TEXT NOT NULL, 
	ref TEXT, 
	at BIGINT NOT NULL, 
	PRIMARY KEY (position), 
	UNIQUE (job_id)
);
CREATE TABLE resume_pipeline_endpoint (
  id TEXT NOT NULL, tenant TEXT, actor TEXT, disabled_because TEXT, url TEXT NOT NULL,
  events TEXT NOT NULL, keys TEXT NOT NULL, created_at BIGINT NOT NULL,
  disabled_at BIGINT, PRIMARY KEY (id)
);
CREATE TABLE resume_pipeline_file (
	id TEXT NOT NULL, 
	tenant TEXT NOT NULL, 
	sha256 TEXT NOT NULL, 
	media_type TEXT NOT NULL, 
	filename TEXT NOT NULL, 
	subject TEXT, 
	actor TEXT, 
	size BIGINT NOT NULL, 
	created_at BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE resume_pipeline_hook (
	name TEXT NOT NULL, 
	retired_at BIGINT NOT NULL, 
	PRIMARY KEY (name)
);
CREATE TABLE resume_pipeline_job (
	id TEXT NOT NULL, 
	tenant TEXT NOT NULL, 
	actor TEXT, 
	ref TEXT, 
	subject TEXT, 
	"plan" TEXT NOT NULL, 
	stages TEXT NOT NULL, 
	files TEXT NOT NULL, 
	vacancy TEXT, 
	as_of TEXT NOT NULL, 
	hooks TEXT NOT NULL, 
	after_hooks TEXT NOT NULL, 
	batch TEXT, 
	rerun_of TEXT, 
	idempotency_key TEXT, 
	fingerprint TEXT NOT NULL, 
	priority BIGINT NOT NULL, 
	pipeline_version TEXT NOT NULL, 
	model_version TEXT NOT NULL, 
	created_at BIGINT NOT NULL, 
	deadline_at BIGINT NOT NULL, 
	state TEXT NOT NULL, 
	attempt BIGINT NOT NULL, 
	hop BIGINT NOT NULL, 
	due_at BIGINT NOT NULL, 
	failures BIGINT NOT NULL, 
	crashes BIGINT NOT NULL, 
	interruptions BIGINT NOT NULL, 
	incompatible_since BIGINT, 
	cancelling BIGINT NOT NULL, 
	hook_tries BIGINT NOT NULL, 
	settle_at BIGINT, 
	error TEXT, 
	done TEXT NOT NULL, 
	manifest TEXT, 
	started_at BIGINT, 
	running_since BIGINT, 
	finished_at BIGINT, 
	seq BIGINT NOT NULL, 
	summary TEXT, 
	error_code TEXT, 
	PRIMARY KEY (id), 
	UNIQUE (tenant, idempotency_key), 
	CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')), 
	CHECK ((finished_at IS NULL) = (state IN ('queued', 'running'))), 
	CHECK ((manifest IS NULL) = (state IN ('queued', 'running')))
);
CREATE TABLE resume_pipeline_job_event (
	job_id TEXT NOT NULL, 
	tenant TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	changes TEXT NOT NULL, 
	ref TEXT, 
	stage TEXT, 
	code TEXT, 
	seq BIGINT NOT NULL, 
	at BIGINT NOT NULL, 
	attempt BIGINT NOT NULL, 
	PRIMARY KEY (job_id, seq)
);
CREATE TABLE resume_pipeline_job_file (
	tenant TEXT NOT NULL, 
	job_id TEXT NOT NULL, 
	file_id TEXT NOT NULL, 
	position BIGINT NOT NULL, 
	PRIMARY KEY (job_id, position)
);
CREATE TABLE resume_pipeline_notice (
  endpoint TEXT NOT NULL, id TEXT NOT NULL, tenant TEXT NOT NULL, kind TEXT NOT NULL,
  body TEXT NOT NULL, job_id TEXT, error TEXT, created_at BIGINT NOT NULL,
  tries BIGINT NOT NULL, taken_until BIGINT NOT NULL, due_at BIGINT, status BIGINT,
  tried_at BIGINT, delivered_at BIGINT, PRIMARY KEY (endpoint, id)
);
CREATE TABLE resume_pipeline_outbox (
	id TEXT NOT NULL, 
	kind TEXT NOT NULL, 
	tenant TEXT NOT NULL, 
	job_id TEXT NOT NULL, 
	name TEXT NOT NULL, 
	error TEXT, 
	attempt BIGINT NOT NULL, 
	priority BIGINT NOT NULL, 
	due_at BIGINT NOT NULL, 
	taken_until BIGINT NOT NULL, 
	tries BIGINT NOT NULL, 
	published_at BIGINT, 
	overdue_at BIGINT, 
	PRIMARY KEY (id)
);
CREATE TABLE resume_pipeline_pause (
  id TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, actor TEXT, reason TEXT,
  resumed_by TEXT, paused_at BIGINT NOT NULL, resumed_at BIGINT, PRIMARY KEY (id),
  CHECK (kind IN ('queue', 'tenant', 'plan'))
);
CREATE TABLE resume_pipeline_process (
	id TEXT NOT NULL, 
	role TEXT NOT NULL, 
	queue TEXT NOT NULL, 
	offers TEXT NOT NULL, 
	slots BIGINT NOT NULL, 
	seen_at BIGINT NOT NULL, 
	PRIMARY KEY (id)
);
CREATE TABLE resume_pipeline_reservation (
  id TEXT NOT NULL, tenant TEXT NOT NULL, bytes BIGINT NOT NULL, created_at BIGINT NOT NULL,
  expires_at BIGINT NOT NULL, PRIMARY KEY (id)
);
CREATE TABLE resume_pipeline_schema_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT resume_pipeline_schema_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE resume_pipeline_usage (
  tenant TEXT NOT NULL, bytes BIGINT NOT NULL, files BIGINT NOT NULL, PRIMARY KEY (tenant)
);
INSERT INTO "resume_pipeline_about" VALUES('coordinator','a6f7a346df7bc791f0420176ac757f7bc4ca59fff714b889487f6949ab9f657f');
INSERT INTO "resume_pipeline_about" VALUES('schema','1');
INSERT INTO "resume_pipeline_adoption" VALUES('acme','cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd','01a20dee-a0e3-7ffa-b0f8-37b185d3fc9c',1795530080000);
INSERT INTO "resume_pipeline_artifact" VALUES('01a20dee-a0f9-70a1-add9-3c67def9c20d','acme','extract','01a20dee-a0e3-7ffa-b0f8-37b185d3fc9c','resume_pipeline.document/1','acme/derived/5518a419cbc91fe308f94ce5f1ba4a3d7d6b5f5db450698a1d74036acbf43aa9/extract@930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f.json','fe4b99be5ee34c8eb1abb7b38056d524979f691ddaaa3234a75b201d6923ead6','3fe0739ad01022d4ead08c479b663d927cbba01f6cabe827d297391be7cdf49a','930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f','5518a419cbc91fe308f94ce5f1ba4a3d7d6b5f5db450698a1d74036acbf43aa9','shared',3815);
INSERT INTO "resume_pipeline_artifact" VALUES('01a20dee-a0f9-70a1-add9-3c67def9c20d','acme','parse','','resume_pipeline.profile/1','acme/derived/4beacf9db54d823ba2e119c97539c20f2e97b11565e3a64b4e213caf66e78343/parse@83d2991e7e161b106eb0a569703e9f1fa9e1777778d8640d43b6e2893150f7c8.json','0b4dad4545beaed8bb6a7473b9044045d5b8faad2d965de76f56186599cd1f1b','a26606cd58c82f3f594ef6f3b28171cada8646390f9c8bd308f4d92642758325','83d2991e7e161b106eb0a569703e9f1fa9e1777778d8640d43b6e2893150f7c8','4beacf9db54d823ba2e119c97539c20f2e97b11565e3a64b4e213caf66e78343','shared',10779);
INSERT INTO "resume_pipeline_artifact" VALUES('01a20dee-a0f9-70a1-add9-3c67def9c20d','acme','score','','resume_pipeline.score/1','acme/jobs/01a20dee-a0f9-70a1-add9-3c67def9c20d/result.json','535df33c9fa3a62b188665cc7be0a6136e3b2bbe170e58454d41f2b0ae893b2c','ec1dd9c833094e3f36186dedcecbd431bdbad9be14d5c6024165af55e5e11669','d3cf7354449fd44378a2fe7359549c1e4e7cfcbce114cc09a271ca397a844ad1','8a3da515d304cb4735622819b81b221f6d9c58796bd391c1d560236847bacba3','inline',17730);
INSERT INTO "resume_pipeline_artifact" VALUES('01a20dee-a0f9-70a1-add9-3c67def9c20d','acme','result','','resume_pipeline.result/1','acme/jobs/01a20dee-a0f9-70a1-add9-3c67def9c20d/result.json','535df33c9fa3a62b188665cc7be0a6136e3b2bbe170e58454d41f2b0ae893b2c','535df33c9fa3a62b188665cc7be0a6136e3b2bbe170e58454d41f2b0ae893b2c','535df33c9fa3a62b188665cc7be0a6136e3b2bbe170e58454d41f2b0ae893b2c','60e933131843543da7fe8a54c8ba382c3a4e655ab1e372fcc402e54b2e35547f','job',17730);
INSERT INTO "resume_pipeline_artifact" VALUES('01a20dee-a0f9-70a1-add9-3c67def9c20d','acme','explanations','','resume_pipeline.explanations/1','acme/jobs/01a20dee-a0f9-70a1-add9-3c67def9c20d/explanations.json','d506b50299cc4bb584f1b9e4b5cc16a3a33a8082b68c53896d48a296fab4ccf5','d506b50299cc4bb584f1b9e4b5cc16a3a33a8082b68c53896d48a296fab4ccf5','d506b50299cc4bb584f1b9e4b5cc16a3a33a8082b68c53896d48a296fab4ccf5','60e933131843543da7fe8a54c8ba382c3a4e655ab1e372fcc402e54b2e35547f','job',3182);
INSERT INTO "resume_pipeline_artifact" VALUES('01a20dee-a0f9-7c53-8ec7-472c8f39c7d2','acme','extract','01a20dee-a0f1-74ef-a7f2-040631637908','resume_pipeline.document/1','acme/derived/b248a59fd6b2dbccd44a465b93889706dfbd5d7c23ac12c8f72368287a79d781/extract@930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f.json','d5ebbafd45238b460837fd4b3dc6fef700b194cd6c5d83da643b12528d34982b','ccb961b14e81f803b6946e108030552d3fa8fd6f15f02029affcb26e447db027','930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f','b248a59fd6b2dbccd44a465b93889706dfbd5d7c23ac12c8f72368287a79d781','shared',4451);
INSERT INTO "resume_pipeline_artifact" VALUES('01a20dee-a0f9-7c53-8ec7-472c8f39c7d2','acme','parse','','resume_pipeline.profile/1','acme/derived/2d44aa834329506f0b6830dbe6a324062193fbdb97a54f197abec1c79bc54191/parse@83d2991e7e161b106eb0a569703e9f1fa9e1777778d8640d43b6e2893150f7c8.json','75de27b5c244af7a58e3e99f262bb07f1948c2af6a083ade1c10d4d069c421a5','e33c105e8d298d2e5b1499998a2f6589824d4679ba88a848bb727fda1796e40d','83d2991e7e161b106eb0a569703e9f1fa9e1777778d8640d43b6e2893150f7c8','2d44aa834329506f0b6830dbe6a324062193fbdb97a54f197abec1c79bc54191','shared',9058);
INSERT INTO "resume_pipeline_artifact" VALUES('01a20dee-a0f9-7c53-8ec7-472c8f39c7d2','acme','score','','resume_pipeline.score/1','acme/jobs/01a20dee-a0f9-7c53-8ec7-472c8f39c7d2/result.json','b8259538df2bbb279b77926887a3ff4a2f85a9ff896e682beaaddc22c9ababad','8c818457dbe5e7ba2758a195505823d8df4a4afd05cceac074fc856f8d1fe74f','d3cf7354449fd44378a2fe7359549c1e4e7cfcbce114cc09a271ca397a844ad1','da90334c8ff50c397a051bd9a753af85e50e09a732657ff67ee71cb0eab9cfa4','inline',14842);
INSERT INTO "resume_pipeline_artifact" VALUES('01a20dee-a0f9-7c53-8ec7-472c8f39c7d2','acme','result','','resume_pipeline.result/1','acme/jobs/01a20dee-a0f9-7c53-8ec7-472c8f39c7d2/result.json','b8259538df2bbb279b77926887a3ff4a2f85a9ff896e682beaaddc22c9ababad','b8259538df2bbb279b77926887a3ff4a2f85a9ff896e682beaaddc22c9ababad','b8259538df2bbb279b77926887a3ff4a2f85a9ff896e682beaaddc22c9ababad','5d124916a2c06c67e571e7cb4a74943a7b1438eac91789f49ec04511920e2fe9','job',14842);
INSERT INTO "resume_pipeline_artifact" VALUES('01a20dee-a0f9-7c53-8ec7-472c8f39c7d2','acme','explanations','','resume_pipeline.explanations/1','acme/jobs/01a20dee-a0f9-7c53-8ec7-472c8f39c7d2/explanations.json','0469519631b24cc2156d11e7808c1e59e0ae750fcdc4f7e0bf85d99a83cb1dc5','0469519631b24cc2156d11e7808c1e59e0ae750fcdc4f7e0bf85d99a83cb1dc5','0469519631b24cc2156d11e7808c1e59e0ae750fcdc4f7e0bf85d99a83cb1dc5','5d124916a2c06c67e571e7cb4a74943a7b1438eac91789f49ec04511920e2fe9','job',2600);
INSERT INTO "resume_pipeline_artifact" VALUES('01a20dee-a789-7167-bead-4fc0f7fac891','acme','extract','01a20dee-a784-7cbc-b0ac-85ee20f5f397','resume_pipeline.document/1','acme/derived/1766e2cbe834b0f4447c719b4e1c3196c3ccd14fd7bdc9c8efa2b4077905be07/extract@930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f.json','b7ed75f5efd69fa37d240689a4f5f8290ea2f1400e99e96cf264ec98bc8e3acd','bec9de27a762f505de325936f724a0dcd0b6302b978742c76193569292b0c631','930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f','1766e2cbe834b0f4447c719b4e1c3196c3ccd14fd7bdc9c8efa2b4077905be07','shared',625);
INSERT INTO "resume_pipeline_batch" VALUES('01a20dee-a0f9-7a58-ada3-88f797232f22','acme','user-7','opening-1','8abf27c11921de455d1dd6c23d49cd6eb2ab351ef3f0840585ba928632db1db1',2,0,1795530072313,1795530073879);
INSERT INTO "resume_pipeline_correction" VALUES('01a20dee-b0a0-7000-8000-000000000003','acme','01a20dee-a0e3-7ffa-b0f8-37b185d3fc9c','abababababababababababababababababababababababababababababababab','/work/0/position','user-7','misread',1795530080000);
INSERT INTO "resume_pipeline_counter" VALUES('endings',4);
INSERT INTO "resume_pipeline_counter" VALUES('ended.succeeded',2);
INSERT INTO "resume_pipeline_counter" VALUES('verdict.applied',4);
INSERT INTO "resume_pipeline_counter" VALUES('ended.failed',1);
INSERT INTO "resume_pipeline_counter" VALUES('ended.cancelled',1);
INSERT INTO "resume_pipeline_decision" VALUES('01a20dee-b0a0-7000-8000-000000000004','acme','01a20dee-a0f9-70a1-add9-3c67def9c20d','102a075f2b5960b49e7cc63d627fd5c2294f9eed940b40ee97a4dc8cb28653c5','user-7','invited','','',1,1795530080000,NULL);
INSERT INTO "resume_pipeline_ending" VALUES(1,'01a20dee-a0f9-70a1-add9-3c67def9c20d','acme','succeeded',NULL,1795530073766);
INSERT INTO "resume_pipeline_ending" VALUES(2,'01a20dee-a0f9-7c53-8ec7-472c8f39c7d2','acme','succeeded',NULL,1795530073879);
INSERT INTO "resume_pipeline_ending" VALUES(3,'01a20dee-a789-7167-bead-4fc0f7fac891','acme','failed',NULL,1795530074300);
INSERT INTO "resume_pipeline_ending" VALUES(4,'01a20dee-a9c0-7a08-a3ca-6bd781e61aee','acme','cancelled',NULL,1795530074573);
INSERT INTO "resume_pipeline_endpoint" VALUES('01a20dee-b0a0-7000-8000-000000000002','acme','user-7',NULL,'https://acme.example/told','["job.succeeded","job.failed","job.cancelled","batch.ended"]','[{"number":1,"until":null}]',1795530080000,NULL);
INSERT INTO "resume_pipeline_file" VALUES('01a20dee-a0e3-7ffa-b0f8-37b185d3fc9c','acme','e9fe425dd331bba5489b8fe3177beeaa0846d375f8f426ab40e1412ef9517b3b','application/pdf','cv-0.pdf','candidate-0','user-7',2638,1795530072291);
INSERT INTO "resume_pipeline_file" VALUES('01a20dee-a0f1-74ef-a7f2-040631637908','acme','d3f24e2feea2e3cfdee2599d9d18701293ede5ce37aafac2015788d9651ccba2','application/pdf','cv-1.pdf','candidate-1','user-7',2568,1795530072305);
INSERT INTO "resume_pipeline_file" VALUES('01a20dee-a0f5-7a4a-bace-e2c9b060719e','acme','098ecf624683322f06b12321d49848d7e7a6267b32d203178cc82be9c4e8df49','application/vnd.openxmlformats-officedocument.wordprocessingml.document','cv-2.pdf','candidate-2','user-7',4069,1795530072309);
INSERT INTO "resume_pipeline_file" VALUES('01a20dee-a784-7cbc-b0ac-85ee20f5f397','acme','887ec6221aab0554dbfa11f0d3b80369a2de6c84d8c6cf4e37a380f05691666f','application/pdf','broken.pdf',NULL,'user-7',16,1795530073988);
INSERT INTO "resume_pipeline_hook" VALUES('old-hook',1795530074582);
INSERT INTO "resume_pipeline_job" VALUES('01a20dee-a0f9-70a1-add9-3c67def9c20d','acme','user-7',NULL,'candidate-0','default','[{"model":"","name":"extract","options":"{}","version":"1"},{"model":"","name":"parse","options":"{}","version":"1"},{"model":"","name":"score","options":"{}","version":"1"}]','["01a20dee-a0e3-7ffa-b0f8-37b185d3fc9c"]','8abf27c11921de455d1dd6c23d49cd6eb2ab351ef3f0840585ba928632db1db1','2026-11-24','[]','[]','01a20dee-a0f9-7a58-ada3-88f797232f22',NULL,NULL,'bacc4a8ab12b94ee39b0394ddea8a05dd4a95f8f9c1c7d6c5e873cc5791e8763',100,'0.1.0','none',1795530072313,1796134872313,'succeeded',1,0,1795530072313,0,0,0,NULL,0,0,NULL,NULL,'[{"file":"01a20dee-a0e3-7ffa-b0f8-37b185d3fc9c","input_digest":"5518a419cbc91fe308f94ce5f1ba4a3d7d6b5f5db450698a1d74036acbf43aa9","key":"acme/derived/5518a419cbc91fe308f94ce5f1ba4a3d7d6b5f5db450698a1d74036acbf43aa9/extract@930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f.json","payload_schema":"resume_pipeline.document/1","payload_sha256":"3fe0739ad01022d4ead08c479b663d927cbba01f6cabe827d297391be7cdf49a","place":"shared","sha256":"fe4b99be5ee34c8eb1abb7b38056d524979f691ddaaa3234a75b201d6923ead6","size":3815,"stage":"extract","stage_digest":"930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f"},{"input_digest":"4beacf9db54d823ba2e119c97539c20f2e97b11565e3a64b4e213caf66e78343","key":"acme/derived/4beacf9db54d823ba2e119c97539c20f2e97b11565e3a64b4e213caf66e78343/parse@83d2991e7e161b106eb0a569703e9f1fa9e1777778d8640d43b6e2893150f7c8.json","payload_schema":"resume_pipeline.profile/1","payload_sha256":"a26606cd58c82f3f594ef6f3b28171cada8646390f9c8bd308f4d92642758325","place":"shared","sha256":"0b4dad4545beaed8bb6a7473b9044045d5b8faad2d965de76f56186599cd1f1b","size":10779,"stage":"parse","stage_digest":"83d2991e7e161b106eb0a569703e9f1fa9e1777778d8640d43b6e2893150f7c8"},{"input_digest":"8a3da515d304cb4735622819b81b221f6d9c58796bd391c1d560236847bacba3","key":"acme/jobs/01a20dee-a0f9-70a1-add9-3c67def9c20d/result.json","payload_schema":"resume_pipeline.score/1","payload_sha256":"ec1dd9c833094e3f36186dedcecbd431bdbad9be14d5c6024165af55e5e11669","place":"inline","sha256":"535df33c9fa3a62b188665cc7be0a6136e3b2bbe170e58454d41f2b0ae893b2c","size":17730,"stage":"score","stage_digest":"d3cf7354449fd44378a2fe7359549c1e4e7cfcbce114cc09a271ca397a844ad1"},{"input_digest":"60e933131843543da7fe8a54c8ba382c3a4e655ab1e372fcc402e54b2e35547f","key":"acme/jobs/01a20dee-a0f9-70a1-add9-3c67def9c20d/result.json","payload_schema":"resume_pipeline.result/1","payload_sha256":"535df33c9fa3a62b188665cc7be0a6136e3b2bbe170e58454d41f2b0ae893b2c","place":"job","sha256":"535df33c9fa3a62b188665cc7be0a6136e3b2bbe170e58454d41f2b0ae893b2c","size":17730,"stage":"result","stage_digest":"535df33c9fa3a62b188665cc7be0a6136e3b2bbe170e58454d41f2b0ae893b2c"},{"input_digest":"60e933131843543da7fe8a54c8ba382c3a4e655ab1e372fcc402e54b2e35547f","key":"acme/jobs/01a20dee-a0f9-70a1-add9-3c67def9c20d/explanations.json","payload_schema":"resume_pipeline.explanations/1","payload_sha256":"d506b50299cc4bb584f1b9e4b5cc16a3a33a8082b68c53896d48a296fab4ccf5","place":"job","sha256":"d506b50299cc4bb584f1b9e4b5cc16a3a33a8082b68c53896d48a296fab4ccf5","size":3182,"stage":"explanations","stage_digest":"d506b50299cc4bb584f1b9e4b5cc16a3a33a8082b68c53896d48a296fab4ccf5"}]','102a075f2b5960b49e7cc63d627fd5c2294f9eed940b40ee97a4dc8cb28653c5',1795530072534,NULL,1795530073766,5,'{"counts":{"education":1,"languages":2,"skills":2,"work":2},"criteria_draft":true,"reading_status":"ok","schema":"resume_pipeline.summary/1","score":100000}',NULL);
INSERT INTO "resume_pipeline_job" VALUES('01a20dee-a0f9-7c53-8ec7-472c8f39c7d2','acme','user-7',NULL,'candidate-1','default','[{"model":"","name":"extract","options":"{}","version":"1"},{"model":"","name":"parse","options":"{}","version":"1"},{"model":"","name":"score","options":"{}","version":"1"}]','["01a20dee-a0f1-74ef-a7f2-040631637908"]','8abf27c11921de455d1dd6c23d49cd6eb2ab351ef3f0840585ba928632db1db1','2026-11-24','[]','[]','01a20dee-a0f9-7a58-ada3-88f797232f22',NULL,NULL,'868fe3d8b2b4cc6652ad17df71ceff53a0ff302acb7f5b78a21b0f341b332cb6',100,'0.1.0','none',1795530072313,1796134872313,'succeeded',1,0,1795530072313,0,0,0,NULL,0,0,NULL,NULL,'[{"file":"01a20dee-a0f1-74ef-a7f2-040631637908","input_digest":"b248a59fd6b2dbccd44a465b93889706dfbd5d7c23ac12c8f72368287a79d781","key":"acme/derived/b248a59fd6b2dbccd44a465b93889706dfbd5d7c23ac12c8f72368287a79d781/extract@930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f.json","payload_schema":"resume_pipeline.document/1","payload_sha256":"ccb961b14e81f803b6946e108030552d3fa8fd6f15f02029affcb26e447db027","place":"shared","sha256":"d5ebbafd45238b460837fd4b3dc6fef700b194cd6c5d83da643b12528d34982b","size":4451,"stage":"extract","stage_digest":"930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f"},{"input_digest":"2d44aa834329506f0b6830dbe6a324062193fbdb97a54f197abec1c79bc54191","key":"acme/derived/2d44aa834329506f0b6830dbe6a324062193fbdb97a54f197abec1c79bc54191/parse@83d2991e7e161b106eb0a569703e9f1fa9e1777778d8640d43b6e2893150f7c8.json","payload_schema":"resume_pipeline.profile/1","payload_sha256":"e33c105e8d298d2e5b1499998a2f6589824d4679ba88a848bb727fda1796e40d","place":"shared","sha256":"75de27b5c244af7a58e3e99f262bb07f1948c2af6a083ade1c10d4d069c421a5","size":9058,"stage":"parse","stage_digest":"83d2991e7e161b106eb0a569703e9f1fa9e1777778d8640d43b6e2893150f7c8"},{"input_digest":"da90334c8ff50c397a051bd9a753af85e50e09a732657ff67ee71cb0eab9cfa4","key":"acme/jobs/01a20dee-a0f9-7c53-8ec7-472c8f39c7d2/result.json","payload_schema":"resume_pipeline.score/1","payload_sha256":"8c818457dbe5e7ba2758a195505823d8df4a4afd05cceac074fc856f8d1fe74f","place":"inline","sha256":"b8259538df2bbb279b77926887a3ff4a2f85a9ff896e682beaaddc22c9ababad","size":14842,"stage":"score","stage_digest":"d3cf7354449fd44378a2fe7359549c1e4e7cfcbce114cc09a271ca397a844ad1"},{"input_digest":"5d124916a2c06c67e571e7cb4a74943a7b1438eac91789f49ec04511920e2fe9","key":"acme/jobs/01a20dee-a0f9-7c53-8ec7-472c8f39c7d2/result.json","payload_schema":"resume_pipeline.result/1","payload_sha256":"b8259538df2bbb279b77926887a3ff4a2f85a9ff896e682beaaddc22c9ababad","place":"job","sha256":"b8259538df2bbb279b77926887a3ff4a2f85a9ff896e682beaaddc22c9ababad","size":14842,"stage":"result","stage_digest":"b8259538df2bbb279b77926887a3ff4a2f85a9ff896e682beaaddc22c9ababad"},{"input_digest":"5d124916a2c06c67e571e7cb4a74943a7b1438eac91789f49ec04511920e2fe9","key":"acme/jobs/01a20dee-a0f9-7c53-8ec7-472c8f39c7d2/explanations.json","payload_schema":"resume_pipeline.explanations/1","payload_sha256":"0469519631b24cc2156d11e7808c1e59e0ae750fcdc4f7e0bf85d99a83cb1dc5","place":"job","sha256":"0469519631b24cc2156d11e7808c1e59e0ae750fcdc4f7e0bf85d99a83cb1dc5","size":2600,"stage":"explanations","stage_digest":"0469519631b24cc2156d11e7808c1e59e0ae750fcdc4f7e0bf85d99a83cb1dc5"}]','218d716c070f15babfc2cb9bdeb0f8e856046f863724ce5aec64d0e732a9cc79',1795530073766,NULL,1795530073879,5,'{"counts":{"education":1,"languages":2,"skills":6,"work":2},"criteria_draft":true,"reading_status":"ok","schema":"resume_pipeline.summary/1","score":70000}',NULL);
INSERT INTO "resume_pipeline_job" VALUES('01a20dee-a789-7167-bead-4fc0f7fac891','acme','user-7',NULL,NULL,'profile','[{"model":"","name":"extract","options":"{}","version":"1"},{"model":"","name":"parse","options":"{}","version":"1"}]','["01a20dee-a784-7cbc-b0ac-85ee20f5f397"]',NULL,'2026-11-24','[]','[]',NULL,NULL,NULL,'58df6671d30d33e49c469d936ab7d182699340c524adf8f23ee99c9905d4c4d6',100,'0.1.0','none',1795530073993,1796134873993,'failed',1,0,1795530073993,0,0,0,NULL,0,0,NULL,'{"code":"malformed","message":"the resume could not be read","stage":"parse"}','[{"file":"01a20dee-a784-7cbc-b0ac-85ee20f5f397","input_digest":"1766e2cbe834b0f4447c719b4e1c3196c3ccd14fd7bdc9c8efa2b4077905be07","key":"acme/derived/1766e2cbe834b0f4447c719b4e1c3196c3ccd14fd7bdc9c8efa2b4077905be07/extract@930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f.json","payload_schema":"resume_pipeline.document/1","payload_sha256":"bec9de27a762f505de325936f724a0dcd0b6302b978742c76193569292b0c631","place":"shared","sha256":"b7ed75f5efd69fa37d240689a4f5f8290ea2f1400e99e96cf264ec98bc8e3acd","size":625,"stage":"extract","stage_digest":"930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f"}]','1c0f9e2da02b329ab588619bad462f00fd699e393da30f0edec6f5dc289d9cb3',1795530074129,NULL,1795530074300,4,'{"counts":{},"criteria_draft":false,"schema":"resume_pipeline.summary/1"}','malformed');
INSERT INTO "resume_pipeline_job" VALUES('01a20dee-a9bb-7f38-86d9-9f9eb9630822','acme','user-7','application-9','candidate-2','profile','[{"model":"","name":"extract","options":"{}","version":"1"},{"model":"","name":"parse","options":"{}","version":"1"}]','["01a20dee-a0f5-7a4a-bace-e2c9b060719e"]',NULL,'2026-11-24','[]','[]',NULL,NULL,'k-1','ef855a3f8b99b84b67c8f56b5a04f52fe35aefc2c062ba72fa65c754bca9d271',100,'0.1.0','none',1795530074555,1796134874555,'queued',1,0,1795530074555,0,0,0,NULL,0,0,NULL,NULL,'[]',NULL,NULL,NULL,NULL,1,NULL,NULL);
INSERT INTO "resume_pipeline_job" VALUES('01a20dee-a9c0-7a08-a3ca-6bd781e61aee','acme','user-7',NULL,'candidate-2','profile','[{"model":"","name":"extract","options":"{}","version":"1"},{"model":"","name":"parse","options":"{}","version":"1"}]','["01a20dee-a0f5-7a4a-bace-e2c9b060719e"]',NULL,'2026-11-24','[]','[]',NULL,NULL,NULL,'70b234902eb3b50ad307ed2b0b55e85df33ec0737e60cc28d0c21c6c80f4c5dd',100,'0.1.0','none',1795530074560,1796134874560,'cancelled',1,0,1795530074560,0,0,0,NULL,0,0,NULL,NULL,'[]','77c57f415c78d6322bf38a8f7d9b9649b4fdf6d14c6ecfbb012f6a9671d388d5',NULL,NULL,1795530074573,3,'{"counts":{},"criteria_draft":false,"schema":"resume_pipeline.summary/1"}',NULL);
INSERT INTO "resume_pipeline_job_event" VALUES('01a20dee-a0f9-70a1-add9-3c67def9c20d','acme','submitted','{"actor":"user-7","after_hooks":[],"as_of":"2026-11-24","attempt":1,"batch":"01a20dee-a0f9-7a58-ada3-88f797232f22","cancelling":false,"crashes":0,"created_at":1795530072313,"deadline_at":1796134872313,"done":[],"due_at":1795530072313,"failures":0,"files":["01a20dee-a0e3-7ffa-b0f8-37b185d3fc9c"],"fingerprint":"bacc4a8ab12b94ee39b0394ddea8a05dd4a95f8f9c1c7d6c5e873cc5791e8763","hook_tries":0,"hooks":[],"hop":0,"id":"01a20dee-a0f9-70a1-add9-3c67def9c20d","interruptions":0,"model_version":"none","pipeline_version":"0.1.0","plan":"default","priority":100,"stages":[{"model":"","name":"extract","options":"{}","version":"1"},{"model":"","name":"parse","options":"{}","version":"1"},{"model":"","name":"score","options":"{}","version":"1"}],"state":"queued","subject":"candidate-0","tenant":"acme","vacancy":"8abf27c11921de455d1dd6c23d49cd6eb2ab351ef3f0840585ba928632db1db1"}',NULL,NULL,NULL,1,1795530072313,1);
INSERT INTO "resume_pipeline_job_event" VALUES('01a20dee-a0f9-7c53-8ec7-472c8f39c7d2','acme','submitted','{"actor":"user-7","after_hooks":[],"as_of":"2026-11-24","attempt":1,"batch":"01a20dee-a0f9-7a58-ada3-88f797232f22","cancelling":false,"crashes":0,"created_at":1795530072313,"deadline_at":1796134872313,"done":[],"due_at":1795530072313,"failures":0,"files":["01a20dee-a0f1-74ef-a7f2-040631637908"],"fingerprint":"868fe3d8b2b4cc6652ad17df71ceff53a0ff302acb7f5b78a21b0f341b332cb6","hook_tries":0,"hooks":[],"hop":0,"id":"01a20dee-a0f9-7c53-8ec7-472c8f39c7d2","interruptions":0,"model_version":"none","pipeline_version":"0.1.0","plan":"default","priority":100,"stages":[{"model":"","name":"extract","options":"{}","version":"1"},{"model":"","name":"parse","options":"{}","version":"1"},{"model":"","name":"score","options":"{}","version":"1"}],"state":"queued","subject":"candidate-1","tenant":"acme","vacancy":"8abf27c11921de455d1dd6c23d49cd6eb2ab351ef3f0840585ba928632db1db1"}',NULL,NULL,NULL,1,1795530072313,1);
INSERT INTO "resume_pipeline_job_event" VALUES('01a20dee-a0f9-70a1-add9-3c67def9c20d','acme','started','{"running_since":1795530072534,"started_at":1795530072534,"state":"running"}',NULL,'extract',NULL,2,1795530072534,1);
INSERT INTO "resume_pipeline_job_event" VALUES('01a20dee-a0f9-70a1-add9-3c67def9c20d','acme','stage_finished','{"done":[{"file":"01a20dee-a0e3-7ffa-b0f8-37b185d3fc9c","input_digest":"5518a419cbc91fe308f94ce5f1ba4a3d7d6b5f5db450698a1d74036acbf43aa9","key":"acme/derived/5518a419cbc91fe308f94ce5f1ba4a3d7d6b5f5db450698a1d74036acbf43aa9/extract@930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f.json","payload_schema":"resume_pipeline.document/1","payload_sha256":"3fe0739ad01022d4ead08c479b663d927cbba01f6cabe827d297391be7cdf49a","place":"shared","sha256":"fe4b99be5ee34c8eb1abb7b38056d524979f691ddaaa3234a75b201d6923ead6","size":3815,"stage":"extract","stage_digest":"930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f"}]}',NULL,'extract',NULL,3,1795530073646,1);
INSERT INTO "resume_pipeline_job_event" VALUES('01a20dee-a0f9-70a1-add9-3c67def9c20d','acme','stage_finished','{"done":[{"file":"01a20dee-a0e3-7ffa-b0f8-37b185d3fc9c","input_digest":"5518a419cbc91fe308f94ce5f1ba4a3d7d6b5f5db450698a1d74036acbf43aa9","key":"acme/derived/5518a419cbc91fe308f94ce5f1ba4a3d7d6b5f5db450698a1d74036acbf43aa9/extract@930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f.json","payload_schema":"resume_pipeline.document/1","payload_sha256":"3fe0739ad01022d4ead08c479b663d927cbba01f6cabe827d297391be7cdf49a","place":"shared","sha256":"fe4b99be5ee34c8eb1abb7b38056d524979f691ddaaa3234a75b201d6923ead6","size":3815,"stage":"extract","stage_digest":"930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f"},{"input_digest":"4beacf9db54d823ba2e119c97539c20f2e97b11565e3a64b4e213caf66e78343","key":"acme/derived/4beacf9db54d823ba2e119c97539c20f2e97b11565e3a64b4e213caf66e78343/parse@83d2991e7e161b106eb0a569703e9f1fa9e1777778d8640d43b6e2893150f7c8.json","payload_schema":"resume_pipeline.profile/1","payload_sha256":"a26606cd58c82f3f594ef6f3b28171cada8646390f9c8bd308f4d92642758325","place":"shared","sha256":"0b4dad4545beaed8bb6a7473b9044045d5b8faad2d965de76f56186599cd1f1b","size":10779,"stage":"parse","stage_digest":"83d2991e7e161b106eb0a569703e9f1fa9e1777778d8640d43b6e2893150f7c8"}]}',NULL,'parse',NULL,4,1795530073684,1);
INSERT INTO "resume_pipeline_job_event" VALUES('01a20dee-a0f9-7c53-8ec7-472c8f39c7d2','acme','started','{"running_since":1795530073766,"started_at":1795530073766,"state":"running"}',NULL,'extract',NULL,2,1795530073766,1);
INSERT INTO "resume_pipeline_job_event" VALUES('01a20dee-a0f9-70a1-add9-3c67def9c20d','acme','succeeded','{"done":[{"file":"01a20dee-a0e3-7ffa-b0f8-37b185d3fc9c","input_digest":"5518a419cbc91fe308f94ce5f1ba4a3d7d6b5f5db450698a1d74036acbf43aa9","key":"acme/derived/5518a419cbc91fe308f94ce5f1ba4a3d7d6b5f5db450698a1d74036acbf43aa9/extract@930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f.json","payload_schema":"resume_pipeline.document/1","payload_sha256":"3fe0739ad01022d4ead08c479b663d927cbba01f6cabe827d297391be7cdf49a","place":"shared","sha256":"fe4b99be5ee34c8eb1abb7b38056d524979f691ddaaa3234a75b201d6923ead6","size":3815,"stage":"extract","stage_digest":"930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f"},{"input_digest":"4beacf9db54d823ba2e119c97539c20f2e97b11565e3a64b4e213caf66e78343","key":"acme/derived/4beacf9db54d823ba2e119c97539c20f2e97b11565e3a64b4e213caf66e78343/parse@83d2991e7e161b106eb0a569703e9f1fa9e1777778d8640d43b6e2893150f7c8.json","payload_schema":"resume_pipeline.profile/1","payload_sha256":"a26606cd58c82f3f594ef6f3b28171cada8646390f9c8bd308f4d92642758325","place":"shared","sha256":"0b4dad4545beaed8bb6a7473b9044045d5b8faad2d965de76f56186599cd1f1b","size":10779,"stage":"parse","stage_digest":"83d2991e7e161b106eb0a569703e9f1fa9e1777778d8640d43b6e2893150f7c8"},{"input_digest":"8a3da515d304cb4735622819b81b221f6d9c58796bd391c1d560236847bacba3","key":"acme/jobs/01a20dee-a0f9-70a1-add9-3c67def9c20d/result.json","payload_schema":"resume_pipeline.score/1","payload_sha256":"ec1dd9c833094e3f36186dedcecbd431bdbad9be14d5c6024165af55e5e11669","place":"inline","sha256":"535df33c9fa3a62b188665cc7be0a6136e3b2bbe170e58454d41f2b0ae893b2c","size":17730,"stage":"score","stage_digest":"d3cf7354449fd44378a2fe7359549c1e4e7cfcbce114cc09a271ca397a844ad1"},{"input_digest":"60e933131843543da7fe8a54c8ba382c3a4e655ab1e372fcc402e54b2e35547f","key":"acme/jobs/01a20dee-a0f9-70a1-add9-3c67def9c20d/result.json","payload_schema":"resume_pipeline.result/1","payload_sha256":"535df33c9fa3a62b188665cc7be0a6136e3b2bbe170e58454d41f2b0ae893b2c","place":"job","sha256":"535df33c9fa3a62b188665cc7be0a6136e3b2bbe170e58454d41f2b0ae893b2c","size":17730,"stage":"result","stage_digest":"535df33c9fa3a62b188665cc7be0a6136e3b2bbe170e58454d41f2b0ae893b2c"},{"input_digest":"60e933131843543da7fe8a54c8ba382c3a4e655ab1e372fcc402e54b2e35547f","key":"acme/jobs/01a20dee-a0f9-70a1-add9-3c67def9c20d/explanations.json","payload_schema":"resume_pipeline.explanations/1","payload_sha256":"d506b50299cc4bb584f1b9e4b5cc16a3a33a8082b68c53896d48a296fab4ccf5","place":"job","sha256":"d506b50299cc4bb584f1b9e4b5cc16a3a33a8082b68c53896d48a296fab4ccf5","size":3182,"stage":"explanations","stage_digest":"d506b50299cc4bb584f1b9e4b5cc16a3a33a8082b68c53896d48a296fab4ccf5"}],"finished_at":1795530073766,"manifest":"102a075f2b5960b49e7cc63d627fd5c2294f9eed940b40ee97a4dc8cb28653c5","running_since":null,"state":"succeeded"}',NULL,NULL,NULL,5,1795530073766,1);
INSERT INTO "resume_pipeline_job_event" VALUES('01a20dee-a0f9-7c53-8ec7-472c8f39c7d2','acme','stage_finished','{"done":[{"file":"01a20dee-a0f1-74ef-a7f2-040631637908","input_digest":"b248a59fd6b2dbccd44a465b93889706dfbd5d7c23ac12c8f72368287a79d781","key":"acme/derived/b248a59fd6b2dbccd44a465b93889706dfbd5d7c23ac12c8f72368287a79d781/extract@930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f.json","payload_schema":"resume_pipeline.document/1","payload_sha256":"ccb961b14e81f803b6946e108030552d3fa8fd6f15f02029affcb26e447db027","place":"shared","sha256":"d5ebbafd45238b460837fd4b3dc6fef700b194cd6c5d83da643b12528d34982b","size":4451,"stage":"extract","stage_digest":"930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f"}]}',NULL,'extract',NULL,3,1795530073816,1);
INSERT INTO "resume_pipeline_job_event" VALUES('01a20dee-a0f9-7c53-8ec7-472c8f39c7d2','acme','stage_finished','{"done":[{"file":"01a20dee-a0f1-74ef-a7f2-040631637908","input_digest":"b248a59fd6b2dbccd44a465b93889706dfbd5d7c23ac12c8f72368287a79d781","key":"acme/derived/b248a59fd6b2dbccd44a465b93889706dfbd5d7c23ac12c8f72368287a79d781/extract@930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f.json","payload_schema":"resume_pipeline.document/1","payload_sha256":"ccb961b14e81f803b6946e108030552d3fa8fd6f15f02029affcb26e447db027","place":"shared","sha256":"d5ebbafd45238b460837fd4b3dc6fef700b194cd6c5d83da643b12528d34982b","size":4451,"stage":"extract","stage_digest":"930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f"},{"input_digest":"2d44aa834329506f0b6830dbe6a324062193fbdb97a54f197abec1c79bc54191","key":"acme/derived/2d44aa834329506f0b6830dbe6a324062193fbdb97a54f197abec1c79bc54191/parse@83d2991e7e161b106eb0a569703e9f1fa9e1777778d8640d43b6e2893150f7c8.json","payload_schema":"resume_pipeline.profile/1","payload_sha256":"e33c105e8d298d2e5b1499998a2f6589824d4679ba88a848bb727fda1796e40d","place":"shared","sha256":"75de27b5c244af7a58e3e99f262bb07f1948c2af6a083ade1c10d4d069c421a5","size":9058,"stage":"parse","stage_digest":"83d2991e7e161b106eb0a569703e9f1fa9e1777778d8640d43b6e2893150f7c8"}]}',NULL,'parse',NULL,4,1795530073852,1);
INSERT INTO "resume_pipeline_job_event" VALUES('01a20dee-a0f9-7c53-8ec7-472c8f39c7d2','acme','succeeded','{"done":[{"file":"01a20dee-a0f1-74ef-a7f2-040631637908","input_digest":"b248a59fd6b2dbccd44a465b93889706dfbd5d7c23ac12c8f72368287a79d781","key":"acme/derived/b248a59fd6b2dbccd44a465b93889706dfbd5d7c23ac12c8f72368287a79d781/extract@930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f.json","payload_schema":"resume_pipeline.document/1","payload_sha256":"ccb961b14e81f803b6946e108030552d3fa8fd6f15f02029affcb26e447db027","place":"shared","sha256":"d5ebbafd45238b460837fd4b3dc6fef700b194cd6c5d83da643b12528d34982b","size":4451,"stage":"extract","stage_digest":"930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f"},{"input_digest":"2d44aa834329506f0b6830dbe6a324062193fbdb97a54f197abec1c79bc54191","key":"acme/derived/2d44aa834329506f0b6830dbe6a324062193fbdb97a54f197abec1c79bc54191/parse@83d2991e7e161b106eb0a569703e9f1fa9e1777778d8640d43b6e2893150f7c8.json","payload_schema":"resume_pipeline.profile/1","payload_sha256":"e33c105e8d298d2e5b1499998a2f6589824d4679ba88a848bb727fda1796e40d","place":"shared","sha256":"75de27b5c244af7a58e3e99f262bb07f1948c2af6a083ade1c10d4d069c421a5","size":9058,"stage":"parse","stage_digest":"83d2991e7e161b106eb0a569703e9f1fa9e1777778d8640d43b6e2893150f7c8"},{"input_digest":"da90334c8ff50c397a051bd9a753af85e50e09a732657ff67ee71cb0eab9cfa4","key":"acme/jobs/01a20dee-a0f9-7c53-8ec7-472c8f39c7d2/result.json","payload_schema":"resume_pipeline.score/1","payload_sha256":"8c818457dbe5e7ba2758a195505823d8df4a4afd05cceac074fc856f8d1fe74f","place":"inline","sha256":"b8259538df2bbb279b77926887a3ff4a2f85a9ff896e682beaaddc22c9ababad","size":14842,"stage":"score","stage_digest":"d3cf7354449fd44378a2fe7359549c1e4e7cfcbce114cc09a271ca397a844ad1"},{"input_digest":"5d124916a2c06c67e571e7cb4a74943a7b1438eac91789f49ec04511920e2fe9","key":"acme/jobs/01a20dee-a0f9-7c53-8ec7-472c8f39c7d2/result.json","payload_schema":"resume_pipeline.result/1","payload_sha256":"b8259538df2bbb279b77926887a3ff4a2f85a9ff896e682beaaddc22c9ababad","place":"job","sha256":"b8259538df2bbb279b77926887a3ff4a2f85a9ff896e682beaaddc22c9ababad","size":14842,"stage":"result","stage_digest":"b8259538df2bbb279b77926887a3ff4a2f85a9ff896e682beaaddc22c9ababad"},{"input_digest":"5d124916a2c06c67e571e7cb4a74943a7b1438eac91789f49ec04511920e2fe9","key":"acme/jobs/01a20dee-a0f9-7c53-8ec7-472c8f39c7d2/explanations.json","payload_schema":"resume_pipeline.explanations/1","payload_sha256":"0469519631b24cc2156d11e7808c1e59e0ae750fcdc4f7e0bf85d99a83cb1dc5","place":"job","sha256":"0469519631b24cc2156d11e7808c1e59e0ae750fcdc4f7e0bf85d99a83cb1dc5","size":2600,"stage":"explanations","stage_digest":"0469519631b24cc2156d11e7808c1e59e0ae750fcdc4f7e0bf85d99a83cb1dc5"}],"finished_at":1795530073879,"manifest":"218d716c070f15babfc2cb9bdeb0f8e856046f863724ce5aec64d0e732a9cc79","running_since":null,"state":"succeeded"}',NULL,NULL,NULL,5,1795530073879,1);
INSERT INTO "resume_pipeline_job_event" VALUES('01a20dee-a789-7167-bead-4fc0f7fac891','acme','submitted','{"actor":"user-7","after_hooks":[],"as_of":"2026-11-24","attempt":1,"cancelling":false,"crashes":0,"created_at":1795530073993,"deadline_at":1796134873993,"done":[],"due_at":1795530073993,"failures":0,"files":["01a20dee-a784-7cbc-b0ac-85ee20f5f397"],"fingerprint":"58df6671d30d33e49c469d936ab7d182699340c524adf8f23ee99c9905d4c4d6","hook_tries":0,"hooks":[],"hop":0,"id":"01a20dee-a789-7167-bead-4fc0f7fac891","interruptions":0,"model_version":"none","pipeline_version":"0.1.0","plan":"profile","priority":100,"stages":[{"model":"","name":"extract","options":"{}","version":"1"},{"model":"","name":"parse","options":"{}","version":"1"}],"state":"queued","tenant":"acme"}',NULL,NULL,NULL,1,1795530073993,1);
INSERT INTO "resume_pipeline_job_event" VALUES('01a20dee-a789-7167-bead-4fc0f7fac891','acme','started','{"running_since":1795530074129,"started_at":1795530074129,"state":"running"}',NULL,'extract',NULL,2,1795530074129,1);
INSERT INTO "resume_pipeline_job_event" VALUES('01a20dee-a789-7167-bead-4fc0f7fac891','acme','stage_finished','{"done":[{"file":"01a20dee-a784-7cbc-b0ac-85ee20f5f397","input_digest":"1766e2cbe834b0f4447c719b4e1c3196c3ccd14fd7bdc9c8efa2b4077905be07","key":"acme/derived/1766e2cbe834b0f4447c719b4e1c3196c3ccd14fd7bdc9c8efa2b4077905be07/extract@930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f.json","payload_schema":"resume_pipeline.document/1","payload_sha256":"bec9de27a762f505de325936f724a0dcd0b6302b978742c76193569292b0c631","place":"shared","sha256":"b7ed75f5efd69fa37d240689a4f5f8290ea2f1400e99e96cf264ec98bc8e3acd","size":625,"stage":"extract","stage_digest":"930140c3e01c7e12fef65b0389171a00452a8b87db07d207b976559c7233c81f"}]}',NULL,'extract',NULL,3,1795530074300,1);
INSERT INTO "resume_pipeline_job_event" VALUES('01a20dee-a789-7167-bead-4fc0f7fac891','acme','failed','{"error":{"code":"malformed","message":"the resume could not be read","stage":"parse"},"finished_at":1795530074300,"manifest":"1c0f9e2da02b329ab588619bad462f00fd699e393da30f0edec6f5dc289d9cb3","running_since":null,"state":"failed"}',NULL,'parse','malformed',4,1795530074300,1);
INSERT INTO "resume_pipeline_job_event" VALUES('01a20dee-a9bb-7f38-86d9-9f9eb9630822','acme','submitted','{"actor":"user-7","after_hooks":[],"as_of":"2026-11-24","attempt":1,"cancelling":false,"crashes":0,"created_at":1795530074555,"deadline_at":1796134874555,"done":[],"due_at":1795530074555,"failures":0,"files":["01a20dee-a0f5-7a4a-bace-e2c9b060719e"],"fingerprint":"ef855a3f8b99b84b67c8f56b5a04f52fe35aefc2c062ba72fa65c754bca9d271","hook_tries":0,"hooks":[],"hop":0,"id":"01a20dee-a9bb-7f38-86d9-9f9eb9630822","idempotency_key":"k-1","interruptions":0,"model_version":"none","pipeline_version":"0.1.0","plan":"profile","priority":100,"ref":"application-9","stages":[{"model":"","name":"extract","options":"{}","version":"1"},{"model":"","name":"parse","options":"{}","version":"1"}],"state":"queued","subject":"candidate-2","tenant":"acme"}','application-9',NULL,NULL,1,1795530074555,1);
INSERT INTO "resume_pipeline_job_event" VALUES('01a20dee-a9c0-7a08-a3ca-6bd781e61aee','acme','submitted','{"actor":"user-7","after_hooks":[],"as_of":"2026-11-24","attempt":1,"cancelling":false,"crashes":0,"created_at":1795530074560,"deadline_at":1796134874560,"done":[],"due_at":1795530074560,"failures":0,"files":["01a20dee-a0f5-7a4a-bace-e2c9b060719e"],"fingerprint":"70b234902eb3b50ad307ed2b0b55e85df33ec0737e60cc28d0c21c6c80f4c5dd","hook_tries":0,"hooks":[],"hop":0,"id":"01a20dee-a9c0-7a08-a3ca-6bd781e61aee","interruptions":0,"model_version":"none","pipeline_version":"0.1.0","plan":"profile","priority":100,"stages":[{"model":"","name":"extract","options":"{}","version":"1"},{"model":"","name":"parse","options":"{}","version":"1"}],"state":"queued","subject":"candidate-2","tenant":"acme"}',NULL,NULL,NULL,1,1795530074560,1);
INSERT INTO "resume_pipeline_job_event" VALUES('01a20dee-a9c0-7a08-a3ca-6bd781e61aee','acme','cancel_requested','{"cancelling":true}',NULL,NULL,NULL,2,1795530074565,1);
INSERT INTO "resume_pipeline_job_event" VALUES('01a20dee-a9c0-7a08-a3ca-6bd781e61aee','acme','cancelled','{"cancelling":false,"finished_at":1795530074573,"manifest":"77c57f415c78d6322bf38a8f7d9b9649b4fdf6d14c6ecfbb012f6a9671d388d5","state":"cancelled"}',NULL,NULL,NULL,3,1795530074573,1);
INSERT INTO "resume_pipeline_job_file" VALUES('acme','01a20dee-a0f9-70a1-add9-3c67def9c20d','01a20dee-a0e3-7ffa-b0f8-37b185d3fc9c',0);
INSERT INTO "resume_pipeline_job_file" VALUES('acme','01a20dee-a0f9-7c53-8ec7-472c8f39c7d2','01a20dee-a0f1-74ef-a7f2-040631637908',0);
INSERT INTO "resume_pipeline_job_file" VALUES('acme','01a20dee-a789-7167-bead-4fc0f7fac891','01a20dee-a784-7cbc-b0ac-85ee20f5f397',0);
INSERT INTO "resume_pipeline_job_file" VALUES('acme','01a20dee-a9bb-7f38-86d9-9f9eb9630822','01a20dee-a0f5-7a4a-bace-e2c9b060719e',0);
INSERT INTO "resume_pipeline_job_file" VALUES('acme','01a20dee-a9c0-7a08-a3ca-6bd781e61aee','01a20dee-a0f5-7a4a-bace-e2c9b060719e',0);
INSERT INTO "resume_pipeline_notice" VALUES('01a20dee-b0a0-7000-8000-000000000002','01a20dee-b0a0-7000-8000-000000000005','acme','job.succeeded','{}','01a20dee-a0f9-70a1-add9-3c67def9c20d',NULL,1795530080000,0,0,1795530080000,NULL,NULL,NULL);
INSERT INTO "resume_pipeline_outbox" VALUES('dispatch:01a20dee-a9bb-7f38-86d9-9f9eb9630822','dispatch','acme','01a20dee-a9bb-7f38-86d9-9f9eb9630822','extract',NULL,1,100,1795530074555,0,1,1795530074584,1795530134584);
INSERT INTO "resume_pipeline_pause" VALUES('01a20dee-b0a0-7000-8000-000000000001','plan','profile','user-1','a look',NULL,1795530080000,NULL);
INSERT INTO "resume_pipeline_process" VALUES('01a20dee-a0d5-7294-a70a-6d835ac09f24','coordinator','','[]',0,0);
INSERT INTO "resume_pipeline_process" VALUES('01a20dee-a166-7cad-baf7-4839148bdbb9','worker','jobs','["extract@1","parse@1","score@1"]',1,1795530072492);
INSERT INTO "resume_pipeline_reservation" VALUES('01a20dee-b0a0-7000-8000-000000000006','acme',17,1795530080000,1795530380000);
INSERT INTO "resume_pipeline_schema_version" VALUES('3');
INSERT INTO "resume_pipeline_usage" VALUES('acme',9291,4);
CREATE INDEX resume_pipeline_adoption_file ON resume_pipeline_adoption (tenant, file);
CREATE INDEX resume_pipeline_correction_file ON resume_pipeline_correction (tenant, file);
CREATE INDEX resume_pipeline_correction_tenant ON resume_pipeline_correction (tenant, id);
CREATE INDEX resume_pipeline_decision_job ON resume_pipeline_decision (tenant, job);
CREATE INDEX resume_pipeline_decision_tenant ON resume_pipeline_decision (tenant, id);
CREATE INDEX resume_pipeline_file_subject ON resume_pipeline_file (tenant, subject);
CREATE INDEX resume_pipeline_job_batch ON resume_pipeline_job (batch, id);
CREATE INDEX resume_pipeline_job_cancelling ON resume_pipeline_job (id) WHERE cancelling = 1;
CREATE INDEX resume_pipeline_job_deadline ON resume_pipeline_job (deadline_at) WHERE state IN ('queued', 'running');
CREATE INDEX resume_pipeline_job_error_code ON resume_pipeline_job (tenant, error_code, id)
WHERE error_code IS NOT NULL;
CREATE INDEX resume_pipeline_job_error_stage ON resume_pipeline_job (tenant, (json_extract(error, '$.stage')), id)
WHERE error_code IS NOT NULL;
CREATE INDEX resume_pipeline_job_file_file ON resume_pipeline_job_file (file_id);
CREATE INDEX resume_pipeline_job_ref ON resume_pipeline_job (tenant, ref);
CREATE INDEX resume_pipeline_job_rerun ON resume_pipeline_job (rerun_of);
CREATE INDEX resume_pipeline_job_running ON resume_pipeline_job (id) WHERE state = 'running';
CREATE INDEX resume_pipeline_job_settle ON resume_pipeline_job (settle_at) WHERE settle_at IS NOT NULL;
CREATE INDEX resume_pipeline_job_state ON resume_pipeline_job (state, id);
CREATE INDEX resume_pipeline_job_tenant ON resume_pipeline_job (tenant, id);
CREATE INDEX resume_pipeline_job_tenant_plan ON resume_pipeline_job (tenant, "plan", id);
CREATE INDEX resume_pipeline_job_tenant_state ON resume_pipeline_job (tenant, state, id);
CREATE INDEX resume_pipeline_notice_due ON resume_pipeline_notice (due_at) WHERE due_at IS NOT
NULL;
CREATE INDEX resume_pipeline_notice_job ON resume_pipeline_notice (job_id);
CREATE INDEX resume_pipeline_notice_log ON resume_pipeline_notice (endpoint, created_at);
CREATE INDEX resume_pipeline_outbox_backlog ON resume_pipeline_outbox (kind, name, published_at,
due_at);
CREATE INDEX resume_pipeline_outbox_due ON resume_pipeline_outbox (kind, published_at, due_at);
CREATE INDEX resume_pipeline_outbox_overdue ON resume_pipeline_outbox (overdue_at);
CREATE UNIQUE INDEX resume_pipeline_pause_holds ON resume_pipeline_pause (kind, name) WHERE
resumed_at IS NULL;
CREATE INDEX resume_pipeline_process_role ON resume_pipeline_process (role, queue);
CREATE INDEX resume_pipeline_reservation_tenant ON resume_pipeline_reservation (tenant,
expires_at);
